#include "server/store/postgres.hpp"

#include <array>
#include <cassert>
#include <charconv>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "server/store/libpq.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/result.hpp"

namespace huidan::server {
namespace {

struct Closer {
  void operator()(PGconn* connection) const noexcept { libpq().PQfinish(connection); }

  void operator()(PGresult* result) const noexcept { libpq().PQclear(result); }
};

using Answered = std::unique_ptr<PGresult, Closer>;

/// Of an SQLSTATE, by its class (PostgreSQL's appendix A).
Code code_of(std::string_view state) noexcept {
  if (state == "53100") return Code::disk_full;
  if (state == "58030" || state == "25006") return Code::disk_error;
  if (state == "57014" || state == "55P03") return Code::busy;  // it waited too long for a lock
  if (state.starts_with("57") || state.starts_with("08")) return Code::store_unreachable;
  if (state.starts_with("40") || state.starts_with("53")) return Code::busy;
  if (state.starts_with("XX")) return Code::db_corrupt;
  return Code::internal;
}

/// What every connection begins with. Whoever holds the lock of the writers and does nothing is
/// thrown out, or a machine that stands still would stop all others.
std::string session_settings() {
  const std::string lock_ms = std::to_string(limits::kStoreLock_ms);
  const std::string idle_ms = std::to_string(limits::kStoreIdle_ms);
  return "SET lock_timeout = " + lock_ms + "; SET idle_in_transaction_session_timeout = " + idle_ms;
}

constexpr std::size_t kSent_max = 64;  // so that both ends' buffers hold them

constexpr const char* kDurability =
    "SELECT current_setting('fsync'), current_setting('synchronous_commit'), "
    "current_setting('full_page_writes'), current_setting('server_encoding')";

constexpr const char* kChecksums = "SELECT current_setting('data_checksums')";

/// What goes with a prepared query: texts as bytes with their length, which a zero byte would end
/// unseen in a C string, and numbers as digits.
class Bound {
 public:
  void take(std::span<const store::Value> values) {
    texts_.clear();
    formats_.clear();
    nulls_.clear();
    for (const store::Value& value : values) {
      const auto* integer = std::get_if<std::int64_t>(&value);
      const auto* text = std::get_if<std::string_view>(&value);
      texts_.emplace_back(integer != nullptr ? std::to_string(*integer)
                          : text != nullptr  ? std::string(*text)
                                             : std::string());
      nulls_.push_back(integer == nullptr && text == nullptr);
      formats_.push_back(text != nullptr ? 1 : 0);
    }
  }

  /// As libpq wants them; they point into this object.
  struct Arrays {
    int count = 0;
    std::vector<const char*> values{};
    std::vector<int> sizes{};
    const int* formats = nullptr;
  };

  [[nodiscard]] Arrays arrays() const {
    Arrays out;
    out.count = static_cast<int>(texts_.size());
    out.formats = formats_.data();
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      out.values.push_back(nulls_[i] ? nullptr : texts_[i].c_str());
      out.sizes.push_back(static_cast<int>(texts_[i].size()));
    }
    return out;
  }

 private:
  std::vector<std::string> texts_;
  std::vector<bool> nulls_;
  std::vector<int> formats_;  // 1: bytes as they are
};

class Connection {
 public:
  explicit Connection(std::string url) : url_(std::move(url)) { connect(); }

  [[nodiscard]] bool lost() const noexcept {
    return libpq().PQstatus(handle_.get()) != CONNECTION_OK;
  }

  void connect() {
    prepared_.clear();
    sent_.clear();
    handle_.reset();
    const std::string wait_s = std::to_string(limits::kStoreLock_ms / 1000);
    const std::array<const char*, 7> names{"connect_timeout",
                                           "keepalives_idle",
                                           "tcp_user_timeout",
                                           "application_name",
                                           "client_encoding",
                                           "dbname",
                                           nullptr};
    const std::string user_timeout = std::to_string(limits::kStoreIdle_ms);
    const std::array<const char*, 7> values{wait_s.c_str(),  wait_s.c_str(), user_timeout.c_str(),
                                            "huidan-server", "UTF8",         url_.c_str(),
                                            nullptr};
    handle_.reset(
        libpq().PQconnectdbParams(names.data(), values.data(), 1));  // dbname is the whole url
    try {
      if (lost()) throw Failure({Code::store_unreachable, message()});
      libpq().PQsetNoticeProcessor(
          handle_.get(), [](void* /*unused*/, const char* /*text*/) {}, nullptr);
      run(session_settings().c_str());
      look_at_durability();
    } catch (const Failure&) {
      handle_.reset();  // nobody works with one that is not as it must be
      throw;
    }
  }

  /// Runs unprepared statements, after what was sent; the answer of the last.
  Answered run(const char* sql) {
    settle();
    return check(Answered(libpq().PQexec(handle_.get(), sql)));
  }

  /// Runs the prepared form of `sql`, a constant, after what was sent.
  Answered run(std::string_view sql, const Bound& bound) {
    if (!sent_.empty()) {
      sent_.push_back({prepared(sql), bound});
      return all_sent();
    }
    const Bound::Arrays with = bound.arrays();
    return check(
        Answered(libpq().PQexecPrepared(handle_.get(), prepared(sql).c_str(), with.count,
                                        with.values.data(), with.sizes.data(), with.formats, 0)));
  }

  /// Outside a transaction nobody would come after it.
  void send(std::string_view sql, const Bound& bound) {
    if (status() == PQTRANS_IDLE) {
      run(sql, bound);
      return;
    }
    sent_.push_back({prepared(sql), bound});
    if (sent_.size() >= kSent_max) settle();
  }

  void settle() {
    if (!sent_.empty()) all_sent();
  }

  void forget_sent() noexcept { sent_.clear(); }

  [[nodiscard]] PGTransactionStatusType status() const noexcept {
    return libpq().PQtransactionStatus(handle_.get());
  }

  const std::string& prepared(std::string_view sql) {
    const auto known = prepared_.find(sql.data());
    if (known != prepared_.end()) return known->second;
    const std::string text(sql);
    const std::string name = 'q' + std::to_string(prepared_.size());
    check(Answered(libpq().PQprepare(handle_.get(), name.c_str(), text.c_str(), 0, nullptr)));
    return prepared_.emplace(sql.data(), name).first->second;
  }

 private:
  struct Sent {
    std::string name;  // of what was prepared
    Bound bound;
  };

  /// One way there and back for all; the answer of the last, or what the first broke with: those
  /// behind it are passed over.
  Answered all_sent() {
    const std::vector<Sent> together = std::exchange(sent_, {});
    libpq().PQenterPipelineMode(handle_.get());
    std::size_t under_way = 0;
    for (const Sent& one : together) {
      const Bound::Arrays with = one.bound.arrays();
      if (libpq().PQsendQueryPrepared(handle_.get(), one.name.c_str(), with.count,
                                      with.values.data(), with.sizes.data(), with.formats,
                                      0) == 0) {
        break;
      }
      ++under_way;
    }
    libpq().PQpipelineSync(handle_.get());
    Answered last;
    for (std::size_t i = 0; i < under_way; ++i) {
      Answered answer(libpq().PQgetResult(handle_.get()));
      if (i == 0 || good(last)) last = std::move(answer);
      while (const Answered rest{libpq().PQgetResult(handle_.get())}) {  // ends each one's answers
      }
    }
    const Answered synced(libpq().PQgetResult(handle_.get()));
    libpq().PQexitPipelineMode(handle_.get());
    if (under_way < together.size()) throw Failure({Code::store_unreachable, message()});
    return check(std::move(last));
  }

  static bool good(const Answered& answer) {
    const ExecStatusType status = libpq().PQresultStatus(answer.get());
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  }

  [[nodiscard]] std::string message() const {
    return std::string(trimmed(libpq().PQerrorMessage(handle_.get())));
  }

  Answered check(Answered answer) const {
    if (good(answer)) return answer;
    const char* state = libpq().PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
    if (lost() || state == nullptr) throw Failure({Code::store_unreachable, message()});
    throw Failure(
        {code_of(state), std::string(trimmed(libpq().PQresultErrorMessage(answer.get())))});
  }

  void look_at_durability() {
    const Answered answer = run(kDurability);
    for (int column = 0; column < 3; ++column) {
      if (std::string_view(libpq().PQgetvalue(answer.get(), 0, column)) != "off") continue;
      throw Failure({Code::store_not_durable, libpq().PQfname(answer.get(), column)});
    }
    const std::string encoding = libpq().PQgetvalue(answer.get(), 0, 3);
    if (encoding != "UTF8") throw Failure({Code::bad_config, "server_encoding=" + encoding});
  }

  std::string url_;
  std::unique_ptr<PGconn, Closer> handle_;
  std::unordered_map<const char*, std::string> prepared_;  // names, by the constants' addresses
  std::vector<Sent> sent_;                                 // not on its way yet
};

class PostgresStatement final : public store::Statement {
 public:
  PostgresStatement(Connection& connection, std::string_view sql)
      : connection_(connection), sql_(sql) {}

  void bind(std::span<const store::Value> values) override { bound_.take(values); }

  bool step() override {
    if (answer_ == nullptr) answer_ = connection_.run(sql_, bound_);
    return ++row_ < libpq().PQntuples(answer_.get());
  }

  void send() override { connection_.send(sql_, bound_); }

  [[nodiscard]] std::int64_t integer(int column) const override {
    const std::string_view digits = view(column);
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
  }

  [[nodiscard]] std::string_view view(int column) const override {
    return {libpq().PQgetvalue(answer_.get(), row_, column),
            static_cast<std::size_t>(libpq().PQgetlength(answer_.get(), row_, column))};
  }

  [[nodiscard]] bool null(int column) const override {
    return libpq().PQgetisnull(answer_.get(), row_, column) == 1;
  }

  [[nodiscard]] std::int64_t changes() const override {
    const std::string_view count = libpq().PQcmdTuples(answer_.get());
    std::int64_t number = 0;
    std::from_chars(count.data(), count.data() + count.size(), number);
    return number;
  }

  void reset() noexcept override {
    answer_.reset();
    row_ = -1;
  }

 private:
  Connection& connection_;
  std::string_view sql_;
  Bound bound_;
  Answered answer_;  // of all rows at once
  int row_ = -1;
};

class PostgresDriver final : public store::Driver {
 public:
  explicit PostgresDriver(const std::string& url) : connection_(url) {}

  [[nodiscard]] const store::Dialect& dialect() const noexcept override {
    return store::kPostgresDialect;
  }

  [[nodiscard]] std::unique_ptr<store::Statement> prepare(std::string_view sql) override {
    static_cast<void>(connection_.prepared(sql));
    return std::make_unique<PostgresStatement>(connection_, sql);
  }

  void script(const std::string& sql) override { connection_.run(sql.c_str()); }

  void settle() override { connection_.settle(); }

  void begin(std::string_view how) override {
    begun_ = false;
    connection_.forget_sent();
    const std::string sql(how);
    try {
      connection_.run(sql.c_str());
    } catch (const Failure&) {
      if (!connection_.lost()) {
        roll_back();
        throw;
      }
      // The server has been away since we last asked. Nothing has been said yet: again, once.
      connection_.connect();
      connection_.run(sql.c_str());
    }
    begun_ = true;
  }

  void commit() override {
    if (!in_transaction()) throw Failure({Code::disk_error, "rolled back"});
    begun_ = false;
    const Answered answer = connection_.run("COMMIT");
    // In a transaction that had failed COMMIT is no error to PostgreSQL: it rolls back, and says
    // so.
    if (std::string_view(libpq().PQcmdStatus(answer.get())) != "COMMIT") {
      throw Failure({Code::disk_error, "rolled back"});
    }
  }

  void roll_back() noexcept override {
    begun_ = false;
    connection_.forget_sent();
    if (connection_.lost() || connection_.status() == PQTRANS_IDLE) return;
    try {
      connection_.run("ROLLBACK");
    } catch (const Failure&) {
      assert(connection_.lost());  // and with the connection the transaction
    }
  }

  [[nodiscard]] bool in_transaction() const noexcept override {
    const PGTransactionStatusType status = connection_.status();
    return begun_ && (status == PQTRANS_INTRANS || status == PQTRANS_INERROR);
  }

 private:
  Connection connection_;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<store::Driver> open_postgres(const std::string& url) {
  return std::make_unique<PostgresDriver>(url);
}

bool proves_pages(const std::string& url) {
  const auto driver = open_postgres(url);
  const auto asked = driver->prepare(kChecksums);
  return asked->step() && asked->view(0) == "on";
}

bool is_postgres(const std::string& place) noexcept {
  return place.starts_with("postgres://") || place.starts_with("postgresql://");
}

}  // namespace huidan::server
