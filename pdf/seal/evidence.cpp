#include "pdf/seal/evidence.hpp"

#include "pdf/seal/cms.hpp"
#include "pdf/sealed_file.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/core/canon.hpp"

namespace huidan::seal {
namespace {

void weigh_seal(const pdf::Carried& carried, const Knowledge& knowledge, Evidence& evidence) {
  if (!carried.seal && !carried.seal_lost) return;
  SealedBy& by = evidence.seals.emplace_back();
  by.state = "broken";
  if (carried.seal) {
    if (auto sealed = seal_holds({carried.seal->before, carried.seal->behind}, carried.seal->cms)) {
      by.known = knowledge.ours(sealed->fingerprint);
      by.state = by.known || !knowledge.all_of_them ? "holds" : "foreign";
      by.name = std::move(sealed->name);
      by.fingerprint = std::move(sealed->fingerprint);
    }
  }
  if (by.state != "holds") evidence.changed.emplace_back("seal");
}

void weigh_signatures(const std::string& bytes, const std::string& form_hash,
                      const Knowledge& knowledge, Evidence& evidence) {
  const auto signatures = core::read_signatures(bytes);
  if (!signatures) return evidence.changed.emplace_back("signatures"), void();
  for (std::size_t i = 0; i < signatures.value().size(); ++i) {
    const core::DeviceSignature& each = signatures.value()[i];
    SignedBy by{each.device,        each.sign_off.role, each.sign_off.state,
                each.sign_off.name, each.sign_off.at,   "broken"};
    const auto key = knowledge.key_of(each.device);
    const auto signature = from_base64(each.ed25519);
    const bool its_form =
        each.sign_off.form_hash == form_hash && each.sign_off.device == each.device;
    if (its_form && signature && !key) by.state = "unknown_device";
    if (its_form && signature && key && signature_holds(each.statement, *signature, *key)) {
      by.state = "holds";
    }
    if (by.state == "broken") {
      evidence.changed.push_back("signatures[" + std::to_string(i) + ']');
    }
    evidence.signed_by.push_back(std::move(by));
  }
}

}  // namespace

Evidence weigh(std::string_view file, const Knowledge& knowledge) {
  Evidence evidence;
  const auto carried = pdf::read_carried(file);
  if (!carried) {
    evidence.changed.emplace_back("file");
    return evidence;
  }
  weigh_seal(*carried, knowledge, evidence);
  const auto form = carried->attachments.find("form.json");
  if (form == carried->attachments.end()) {
    evidence.changed.emplace_back("form");
    return evidence;
  }
  const auto order = core::order_of_form(form->second);
  if (!order) evidence.changed.emplace_back("form");
  if (order) evidence.no = order.value().no;
  evidence.form_hash = sha256_hex(form->second);
  const auto signatures = carried->attachments.find("signatures.json");
  if (signatures != carried->attachments.end()) {
    weigh_signatures(signatures->second, evidence.form_hash, knowledge, evidence);
  }
  return evidence;
}

}  // namespace huidan::seal
