-- Ops that wait for a hand-over which the desk has not got yet, by their order: it may not be here yet either.
CREATE INDEX journal_waiting ON journal (order_id) WHERE detail = 'handed';
