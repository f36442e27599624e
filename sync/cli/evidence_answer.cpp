#include "sync/cli/evidence_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/base/time.hpp"

namespace huidan::cli {
namespace {

using Json = nlohmann::ordered_json;

Json document_of(const Evidence& evidence, const std::string& file) {
  Json signed_by = Json::array();
  for (const SignedBy& by : evidence.signed_by) {
    signed_by.push_back({{"device", by.device},
                         {"role", by.role},
                         {"mode", by.mode},
                         {"name", by.name},
                         {"at", by.at},
                         {"state", by.state}});
  }
  Json seals = Json::array();
  for (const SealedBy& by : evidence.seals) {
    seals.push_back({{"name", by.name},
                     {"fingerprint", by.fingerprint},
                     {"state", by.state},
                     {"known", by.known}});
  }
  return {{"file", file},
          {"valid", evidence.valid()},
          {"no", evidence.no},
          {"form_hash", evidence.form_hash},
          {"signed_by", signed_by},
          {"seals", seals},
          {"changed", evidence.changed}};
}

std::string seal_lines(Language language, const Evidence& evidence) {
  if (evidence.seals.empty()) return std::string(text(language, "cli.verify.unsealed")) + '\n';
  std::string lines;
  for (const SealedBy& by : evidence.seals) {
    const bool stranger = by.state == "holds" && !by.known;
    const std::string state = stranger ? "unknown" : by.state;
    lines += text_with(language, "cli.verify.seal." + state,
                       {{"name", by.name}, {"fingerprint", by.fingerprint}}) +
             '\n';
  }
  return lines;
}

/// The signature of a device that printed the form before anybody had signed it.
bool is_print(const SignedBy& by) {
  return by.mode == "printed";
}

std::string signature_lines(Language language, const Evidence& evidence) {
  if (evidence.signed_by.empty()) return std::string(text(language, "cli.verify.unsigned")) + '\n';
  std::string lines;
  for (const SignedBy& by : evidence.signed_by) {
    const bool known = by.role == "customer" || by.role == "engineer";
    const std::string said = is_print(by) ? "cli.verify.printed." : "cli.verify.by.";
    lines += text_with(language, said + by.state,
                       {{"role", known ? text(language, "role." + by.role) : by.role},
                        {"name", by.name},
                        {"at", time_for_people(by.at)},
                        {"device", by.device}}) +
             '\n';
  }
  return lines;
}

/// What each kind of evidence that is here proves, and what it does not (docs/evidence.md).
std::string meanings(Language language, const Evidence& evidence) {
  const auto& by = evidence.signed_by;
  std::string lines;
  const auto say = [&](bool here, const char* key) {
    if (here) lines += std::string(text(language, key)) + '\n';
  };
  say(std::ranges::find(by, "signed", &SignedBy::mode) != by.end(), "cli.verify.means.drawn");
  const auto holds = [&](bool print) {
    return std::ranges::any_of(
        by, [=](const SignedBy& each) { return each.state == "holds" && is_print(each) == print; });
  };
  say(holds(false), "cli.verify.means.device");
  say(holds(true), "cli.verify.means.printed");
  say(std::ranges::find(evidence.seals, "holds", &SealedBy::state) != evidence.seals.end(),
      "cli.verify.means.seal");
  return lines;
}

}  // namespace

void say_evidence(Context& context, const Evidence& evidence, const std::string& file) {
  const Language language = context.console.language();
  std::string list;
  for (const std::string& part : evidence.changed) list += (list.empty() ? "" : ", ") + part;
  const char* verdict = evidence.valid()           ? "cli.verify.valid"
                        : evidence.changed.empty() ? "cli.verify.unproven"
                                                   : "cli.verify.broken";
  std::string lines = text_with(language, verdict,
                                {{"file", file},
                                 {"no", evidence.no},
                                 {"hash", evidence.form_hash.substr(0, 16)},
                                 {"list", list}}) +
                      '\n';
  const bool read = evidence.changed.empty() || evidence.changed.front() != "file";
  if (read) {
    lines += seal_lines(language, evidence) + signature_lines(language, evidence) +
             meanings(language, evidence);
  }
  context.console.answer(document_of(evidence, file).dump(), lines);
  if (!evidence.valid()) context.exit = exit_code(Code::verification_failed);
}

}  // namespace huidan::cli
