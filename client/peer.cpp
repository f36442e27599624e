#include "client/peer.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "sync/base/address.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"

namespace huidan {
namespace {

constexpr std::string_view kPinPrefix = "sha256//";
constexpr std::size_t kKeyDigest_bytes = 32;
constexpr std::size_t kErrorBody_bytes = 65536;
constexpr int kErrorDepth_max = 3;

struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using HeaderList = std::unique_ptr<curl_slist, ListFree>;

struct UrlFree {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

using Url = std::unique_ptr<CURLU, UrlFree>;

/// libcurl wants its process-wide start before the first handle, once.
void start_curl() {
  static const CURLcode kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (kStarted != CURLE_OK) throw Failure({Code::internal, "curl"});
}

std::string part_of(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return {};
  std::string part(text);
  curl_free(text);
  return part;
}

/// A pin that libcurl does not recognise would be taken for the name of a file.
bool is_pin(std::string_view pins) {
  while (!pins.empty()) {
    const std::size_t end = std::min(pins.find(';'), pins.size());
    const std::string_view pin = pins.substr(0, end);
    if (!pin.starts_with(kPinPrefix)) return false;
    const auto digest = from_base64(pin.substr(kPinPrefix.size()));
    if (!digest || digest->size() != kKeyDigest_bytes) return false;
    pins.remove_prefix(std::min(end + 1, pins.size()));
  }
  return true;
}

bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

/// Of ASCII. A name in other letters has a spelling in these ("xn--…").
bool is_visible(char c) {
  return c > 0x20 && c < 0x7F;
}

bool is_path(std::string_view path) {
  return path.starts_with('/') && std::ranges::all_of(path, is_visible);
}

/// Where the bytes of a reply go, and which limit they met.
struct Intake {
  std::string body{};
  std::size_t head_bytes = 0;
  bool head_ended = false;
  PeerHeaders headers{};  // of the last head
  std::optional<Error> refused{};
};

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* intake) {
  auto& in = *static_cast<Intake*>(intake);
  if (in.body.size() + size * count > limits::kReply_bytes) {
    in.refused = Error{Code::bad_reply, std::to_string(limits::kReply_bytes)};
    return 0;
  }
  in.body.append(bytes, size * count);
  return size * count;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

std::size_t take_header(char* line, std::size_t size, std::size_t count, void* intake) {
  auto& in = *static_cast<Intake*>(intake);
  in.head_bytes += size * count;
  const std::string_view text(line, size * count);
  if (text.starts_with("HTTP/")) {  // after a 100 Continue comes another head
    in.head_ended = false;
    in.headers.clear();
  }
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    in.headers.emplace_back(lower_case(text.substr(0, colon)), trimmed(text.substr(colon + 1)));
  }
  if (text == "\r\n") in.head_ended = true;
  if (in.head_bytes <= limits::kReplyHead_bytes) return size * count;
  in.refused = Error{Code::bad_reply, std::to_string(limits::kReplyHead_bytes)};
  return 0;
}

/// libcurl asks with every packet, and every second while there is none.
int is_over(void* waiting, curl_off_t /*to come*/, curl_off_t /*came*/, curl_off_t /*to go*/,
            curl_off_t /*went*/) {
  return static_cast<const Waiting*>(waiting)->over() ? 1 : 0;
}

bool has_header(CURL* curl, const char* name) {
  curl_header* found = nullptr;
  return curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK;
}

/// libcurl takes a closed connection for the end of a head or of a body without a length; a cut
/// line looks just the same.
bool is_whole(CURL* curl, const Intake& intake) {
  const bool framed = has_header(curl, "Content-Length") || has_header(curl, "Transfer-Encoding");
  return intake.head_ended && framed;
}

Error no_network(std::string_view how) {
  return {Code::no_network, std::string(how)};
}

Error error_from(CURLcode code) {
  switch (static_cast<int>(code)) {
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return {Code::pin_mismatch};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {Code::pin_mismatch, "certificate"};
    case CURLE_COULDNT_RESOLVE_HOST:
      return no_network("dns");
    case CURLE_COULDNT_CONNECT:
      return no_network("connect");
    case CURLE_ABORTED_BY_CALLBACK:
      return no_network("over");
    case CURLE_OPERATION_TIMEDOUT:
      return no_network("timeout");
    case CURLE_SSL_CONNECT_ERROR:
      return no_network("tls");
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      return no_network("cut");
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
      return {Code::bad_reply, "http"};
    default:
      return no_network("other");
  }
}

PeerHeaders with_type(PeerHeaders headers, std::string_view content_type) {
  headers.emplace_back("Content-Type", content_type);
  headers.emplace_back("Expect", "");  // libcurl would wait a second for leave to send a large body
  headers.emplace_back("Accept", "");  // it would say that it takes anything
  return headers;
}

template <typename Value>
void set(CURL* curl, CURLoption option, Value value) {
  if (curl_easy_setopt(curl, option, value) != CURLE_OK) {
    throw Failure({Code::internal, "curl option " + std::to_string(static_cast<int>(option))});
  }
}

}  // namespace

struct Peer::Curl {
  CURL* handle = nullptr;

  Curl() {
    start_curl();
    handle = curl_easy_init();
    if (handle == nullptr) throw Failure({Code::internal, "curl"});
  }

  ~Curl() { curl_easy_cleanup(handle); }

  Curl(const Curl&) = delete;
  Curl& operator=(const Curl&) = delete;
  Curl(Curl&&) = delete;
  Curl& operator=(Curl&&) = delete;
};

struct Peer::Question {
  const char* method;
  std::string_view path;
  std::optional<std::string_view> body;  // none: a GET
  const PeerHeaders& headers;
};

Peer::Peer(std::string url, std::string pin, const Waiting* waiting)
    : url_(std::move(url)),
      pin_(std::move(pin)),
      waiting_(waiting),
      curl_(std::make_unique<Curl>()) {
  while (url_.ends_with('/')) url_.pop_back();
}

Peer::~Peer() = default;

Refusable Peer::usable() const {
  const Url url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, url_.c_str(), 0) != CURLUE_OK) {
    return Error{Code::bad_config, url_};
  }
  for (const CURLUPart unwanted :
       {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    if (!part_of(url.get(), unwanted).empty()) return Error{Code::bad_config, "server"};
  }
  const std::string scheme = part_of(url.get(), CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") return Error{Code::bad_config, url_};
  std::string host = part_of(url.get(), CURLUPART_HOST);
  if (!std::ranges::all_of(host, is_visible)) return Error{Code::bad_config, url_};
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  if (scheme == "http" && !is_loopback(host)) return Error{Code::insecure_server, url_};
  if (!is_pin(pin_)) return Error{Code::bad_config, "pin"};
  return Done{};
}

Result<PeerReply> Peer::post(std::string_view path, std::string_view content_type,
                             std::string_view body, const PeerHeaders& headers) {
  return perform({"POST", path, body, with_type(headers, content_type)});
}

Result<PeerReply> Peer::patch(std::string_view path, std::string_view content_type,
                              std::string_view body, const PeerHeaders& headers) {
  return perform({"PATCH", path, body, with_type(headers, content_type)});
}

Result<PeerReply> Peer::get(std::string_view path, const PeerHeaders& headers) {
  return perform({"GET", path, std::nullopt, headers});
}

Result<PeerReply> Peer::head(std::string_view path, const PeerHeaders& headers) {
  return perform({"HEAD", path, std::nullopt, headers});
}

void Peer::prepare(const Question& question) const {
  CURL* curl = curl_->handle;
  curl_easy_reset(curl);  // keeps connections and forgets the last request's options
  set(curl, CURLOPT_URL, (url_ + std::string(question.path)).c_str());
  set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  set(curl, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});  // cmake/curl.cmake cuts off 2
  set(curl, CURLOPT_FOLLOWLOCATION, 0L);
  set(curl, CURLOPT_PROXY, "");
  set(curl, CURLOPT_NOPROXY, "*");
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_TCP_NODELAY, 1L);
  set(curl, CURLOPT_CONNECTTIMEOUT_MS, long{limits::kConnect_ms});
  set(curl, CURLOPT_LOW_SPEED_LIMIT, long{limits::kPeerPace_bytes_per_s});
  set(curl, CURLOPT_LOW_SPEED_TIME, long{limits::kPeerPace_s});
  set(curl, CURLOPT_TIMEOUT_MS, long{limits::kPeerRequest_ms});
  set(curl, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  if (waiting_ != nullptr) {
    set(curl, CURLOPT_XFERINFOFUNCTION, is_over);
    set(curl, CURLOPT_XFERINFODATA, waiting_);
    set(curl, CURLOPT_NOPROGRESS, 0L);
  }
  if (!pin_.empty()) {
    set(curl, CURLOPT_PINNEDPUBLICKEY, pin_.c_str());
    set(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    set(curl, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (question.body) {
    set(curl, CURLOPT_POST, 1L);
    set(curl, CURLOPT_CUSTOMREQUEST, question.method);
    set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(question.body->size()));
    set(curl, CURLOPT_POSTFIELDS, question.body->data());  // not copied: outlives the transfer
  }
  if (std::string_view(question.method) == "HEAD") set(curl, CURLOPT_NOBODY, 1L);
}

Result<PeerReply> Peer::perform(const Question& question) {
  if (const auto fine = usable(); !fine) return fine.error();
  if (!is_path(question.path)) return Error{Code::bad_input, "path"};
  HeaderList list;
  for (const auto& [name, value] : question.headers) {
    if (!is_one_line(name) || !is_one_line(value)) return Error{Code::bad_input, "header"};
    std::string line = name;
    line.append(": ").append(value);
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw Failure({Code::internal, "memory"});
    static_cast<void>(
        list.release());  // NOLINT(bugprone-unused-return-value): `longer` owns it now
    list.reset(longer);
  }
  CURL* curl = curl_->handle;
  prepare(question);
  Intake intake;
  set(curl, CURLOPT_HTTPHEADER, list.get());
  set(curl, CURLOPT_WRITEFUNCTION, take_body);
  set(curl, CURLOPT_WRITEDATA, &intake);
  set(curl, CURLOPT_HEADERFUNCTION, take_header);
  set(curl, CURLOPT_HEADERDATA, &intake);
  const CURLcode code = curl_easy_perform(curl);
  if (intake.refused) return *intake.refused;
  if (code != CURLE_OK) return error_from(code);
  if (!is_whole(curl, intake)) return no_network("cut");
  long status = 0;
  const char* type = nullptr;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
  const std::size_t down_bytes = intake.body.size();
  return PeerReply{.status = static_cast<int>(status),
                   .content_type = type == nullptr ? "" : type,
                   .body = std::move(intake.body),
                   .up_bytes = question.body.value_or("").size(),
                   .down_bytes = down_bytes,
                   .headers = std::move(intake.headers)};
}

std::string_view header_of(const PeerReply& reply, std::string_view name) noexcept {
  for (const auto& [known, value] : reply.headers) {
    if (known == name) return value;
  }
  return {};
}

Error error_of(const PeerReply& reply) {
  using nlohmann::json;
  const bool small = reply.body.size() <= kErrorBody_bytes;
  const auto shallow = [](int depth, json::parse_event_t, json&) {
    return depth <= kErrorDepth_max;
  };
  const json document = json::parse(small ? reply.body : "", shallow, false);
  const auto word = [&](const char* name) {
    const json* at = document.is_object() ? &document : nullptr;
    for (const char* step : {"error", name}) {
      const bool inside = at != nullptr && at->is_object() && at->contains(step);
      at = inside ? &at->at(step) : nullptr;
    }
    return at != nullptr && at->is_string() ? at->get<std::string>() : std::string();
  };
  const std::string code = word("code");
  if (!code.empty()) return {code_from_name(code), word("detail"), word("field")};
  if (reply.status >= 502 && reply.status <= 504) return no_network("proxy");
  return {Code::bad_reply, std::to_string(reply.status)};
}

}  // namespace huidan
