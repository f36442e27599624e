// What lies between a laptop and its desk.
#include "tests/simulation/porter.hpp"
#include "tests/simulation/world.hpp"

namespace huidan::sim {
namespace {

constexpr int kExchanges_max = 200;  // of one sync: more is a loop without end
constexpr std::int64_t kPart_bytes = 120;
constexpr std::string_view kHtml = "<html><body><h1>502 Bad Gateway</h1></body></html>";

std::string cut_at(const std::string& text, int per_mille) {
  return text.substr(0, text.size() * static_cast<std::size_t>(per_mille) / 1000);
}

Result<std::string> lost() {
  return Error{Code::no_network, "cut"};
}

}  // namespace

void World::talk(Laptop& at, const Step& step) {
  const auto number = [&](std::size_t i) { return step.numbers.at(i); };
  switch (step.verb) {
    case Verb::sync:
      return sync(at, {});
    case Verb::packet_doubt:
      return sync(at, {step.verb, 0, 0});
    case Verb::late_request:
      return meet_old_request(at);
    case Verb::ask:
      return ask(at);
    case Verb::answer:
      return answer(at);
    case Verb::hear:
      return hear(at);
    case Verb::kill:
      if (at.talk != nullptr) around_.tally.add(Count::killed_waiting);
      return at.talk.reset();
    case Verb::offline:
      at.offline = true;
      return;
    case Verb::deaf:
      at.deaf = true;
      return;
    case Verb::reachable:
      at.offline = at.deaf = false;
      return;
    case Verb::cut_request:
    case Verb::cut_reply:
      return sync(at, {step.verb, number(1), number(2)});
    default:
      return sync(at, {step.verb, number(1), 0});
  }
}

/// What the laptop's program would send: one of another version names other protocols.
std::string World::spoken(const Laptop& at, const std::string& body) const {
  if (at.proto_min == core::kProtocol && at.proto_max == core::kProtocol) return body;
  const std::string mine = "\"proto\":[1,1]";
  const std::size_t where = body.find(mine);
  if (where == std::string::npos) throw Violation("harness", "no proto in a request");
  std::string other = body;
  return other.replace(
      where, mine.size(),
      "\"proto\":[" + std::to_string(at.proto_min) + ',' + std::to_string(at.proto_max) + ']');
}

Answer World::carry(Laptop& at, const std::string& request, const Fault& fault) {
  SeededRandom random(chance(step_).next() + static_cast<std::uint64_t>(around_.tally.syncs));
  Tally& tally = around_.tally;
  const std::string body = spoken(at, request);
  Answer nothing{lost()};
  const bool here = fault.at != 0;
  if (at.offline || (here && fault.kind == Verb::lose_request)) {
    tally.add(Count::request_lost);
    return nothing;
  }
  if (here && fault.kind == Verb::delayed) {
    tally.add(Count::request_delayed);
    at.old_requests.push_back(body);
    return nothing;
  }
  if (here && fault.kind == Verb::html) {
    tally.add(Count::proxy_html);
    nothing.body = std::string(kHtml);
    return nothing;
  }
  if (here && fault.kind == Verb::cut_request) {
    tally.add(Count::request_cut);
    return desk_.answer(cut_at(body, fault.cut), Dies::no, random);
  }
  if (here && fault.kind == Verb::copied) at.old_requests.push_back(body);
  Dies dies = Dies::no;
  if (here && fault.kind == Verb::dies_before) dies = Dies::before_commit;
  if (here && fault.kind == Verb::dies_after) dies = Dies::after_commit;
  if (dies != Dies::no) {
    tally.add(dies == Dies::before_commit ? Count::desk_dies_before : Count::desk_dies_after);
  }
  Answer answer = desk_.answer(body, dies, random);
  if (here && fault.kind == Verb::twice) {
    tally.add(Count::request_twice);
    answer = desk_.answer(body, dies, random);
  }
  if (at.deaf) tally.add(Count::one_way);
  if (here && fault.kind == Verb::lose_reply) tally.add(Count::reply_lost);
  if (at.deaf || (here && fault.kind == Verb::lose_reply)) answer.body = lost();
  if (here && fault.kind == Verb::cut_reply && answer.body.ok()) {
    tally.add(Count::reply_cut);
    answer.body = cut_at(answer.body.value(), fault.cut);
  }
  return answer;
}

core::Action World::take(Laptop& at, core::Session& session, const Answer& answer) {
  at.store().hears_life(answer.life);
  const std::int64_t sent = at.sent();
  core::Action next = session.took(answer.body, at.now());
  if (at.sent() < sent) {
    around_.tally.add(Count::sent_trimmed);
    history_.trimmed = true;
  }
  look_if_wiped(at);
  if (!at.gone && answer.body.ok()) at.check_after(answer);
  if (const auto* end = std::get_if<core::Finished>(&next)) {
    if (end->report.ok()) {
      at.pace.synced(around_.now_ms, 0);
      around_.tally.add(Count::repaired, end->report.value().repaired);
    } else {
      at.pace.failed(around_.now_ms);
    }
  }
  return next;
}

void World::sync(Laptop& at, const Fault& fault) {
  if (at.talk != nullptr) around_.tally.add(Count::two_programs);
  if (fault.kind == Verb::killed) at.store().kill_after(fault.at);
  if (fault.kind == Verb::disk_full) at.store().fail_at(fault.at, Code::disk_full);
  if (fault.kind == Verb::disk_error) at.store().fail_at(fault.at, Code::disk_error);
  SeededRandom random = chance(step_);
  core::Session session(at.store(), random);
  auto report = bring_packets(at, fault) ? converse(at, session, fault) : std::nullopt;
  bool less = false;
  while (report && !at.gone) {
    less = less || report->left > 0 || report->let_go > 0 || report->resets > 0;
    if (!carry_photos(at, report->want, fault)) break;
    less = true;
    report = converse(at, session, {});  // the desk confirms what went home
  }
  if (less && !at.gone) at.sweep();
  at.store().kill_after(0);
  at.store().fail_at(0, Code::disk_full);
  check_recalls(at);
}

/// What others handed over goes first, as what was written here stands on it. Whether the desk
/// could be heard.
bool World::bring_packets(Laptop& at, const Fault& fault) {
  for (const core::Packet& packet : at.packets()) {
    SeededRandom random(chance(step_).next() + static_cast<std::uint64_t>(around_.tally.ops));
    if (at.offline) return false;
    const auto taken = desk_.take_carried(at.device(), packet, random);
    if (at.deaf || fault.kind == Verb::packet_doubt) {
      around_.tally.add(Count::packet_doubt);
      return false;
    }
    if (taken) at.packet_taken(taken.value());
  }
  return true;
}

/// One session from its start to its end; nothing where it failed.
std::optional<core::SyncReport> World::converse(Laptop& at, core::Session& session,
                                                const Fault& fault) {
  Tally& tally = around_.tally;
  try {
    core::Action next = session.start(at.now());
    int exchange = 0;
    while (const auto* send = std::get_if<core::Send>(&next)) {
      if (++exchange > kExchanges_max) throw Violation("I4", "a sync that does not end");
      next = take(at, session, carry(at, send->body, exchange == fault.at ? fault : Fault{}));
    }
    auto& end = std::get<core::Finished>(next).report;
    if (end.ok()) return std::move(end).value();
  } catch (const Killed&) {
    tally.add(Count::killed_between);
    look_if_wiped(at);
  } catch (const Failure& failure) {
    const Code code = failure.error().code;
    if (code != Code::disk_full && code != Code::disk_error) throw;
    tally.add(code == Code::disk_full ? Count::disk_full : Count::disk_error);
  }
  return std::nullopt;
}

/// Brings home what the desk wants and this laptop holds. Whether some of it came home.
bool World::carry_photos(Laptop& at, const std::vector<core::BlobWant>& want, const Fault& fault) {
  std::vector<core::HeldBlob> held;
  for (const core::BlobWant& blob : want) {
    if (at.files().holds(blob.sha)) held.push_back({blob.sha, at.files().size_bytes(blob.sha)});
  }
  SeededRandom random = chance(step_);
  core::BlobCourier courier(core::upload_jobs(want, held), random, kPart_bytes);
  Porter porter(at, desk_, around_.tally, {fault.kind, fault.at});
  core::BlobAction next = courier.go_on();
  while (!std::holds_alternative<core::BlobsDone>(next)) {
    const auto* wait = std::get_if<core::BlobWait>(&next);
    if (wait != nullptr) around_.now_ms += wait->wait_ms;
    next = wait != nullptr ? courier.go_on() : courier.took(std::visit(porter, next));
  }
  return courier.report().up > 0;
}

void World::ask(Laptop& at) {
  if (at.talk == nullptr) {
    at.talk = std::make_unique<Talk>(at.store(), chance(step_).next());
    core::Action next = at.talk->session.start(at.now());
    at.talk->request = std::get<core::Send>(next).body;
  }
}

void World::answer(Laptop& at) {
  if (at.talk == nullptr || !at.talk->request) return;
  at.talk->answer = carry(at, *at.talk->request, {});
  at.talk->request.reset();
}

void World::hear(Laptop& at) {
  if (at.talk == nullptr || !at.talk->answer) return;
  const Answer answer = std::move(*at.talk->answer);
  at.talk->answer.reset();
  core::Action next = take(at, at.talk->session, answer);
  if (at.gone) return;
  if (auto* send = std::get_if<core::Send>(&next)) {
    at.talk->request = std::move(send->body);
  } else {
    at.talk.reset();
  }
}

void World::meet_old_request(Laptop& at) {
  if (at.old_requests.empty()) return;
  SeededRandom random = chance(step_);
  const std::string body = at.old_requests.front();
  at.old_requests.erase(at.old_requests.begin());
  around_.tally.add(Count::old_request);
  static_cast<void>(desk_.answer(body, Dies::no, random));
}

}  // namespace huidan::sim
