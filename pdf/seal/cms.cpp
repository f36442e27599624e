#include "pdf/seal/cms.hpp"

#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/free_with.hpp"

namespace huidan::seal {
namespace {

constexpr std::int64_t kYears = 30;

using Bio = std::unique_ptr<BIO, FreeWith<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using Digesting = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using Cms = std::unique_ptr<CMS_ContentInfo, FreeWith<CMS_ContentInfo_free>>;
using Store = std::unique_ptr<X509_STORE, FreeWith<X509_STORE_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>>;

/// OpenSSL gives a null pointer or a number below 1 when it fails.
template <typename T>
T must(T made) {
  bool failed = false;
  if constexpr (std::is_pointer_v<T>) {
    failed = made == nullptr;
  } else {
    failed = made < 1;
  }
  if (failed) throw Failure({Code::internal, "openssl " + std::to_string(ERR_get_error())});
  return made;
}

Bio reading(std::string_view bytes) {
  return Bio(must(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))));
}

Bio joined(const Parts& parts) {
  Bio bio(must(BIO_new(BIO_s_mem())));
  for (const std::string_view part : {parts.before, parts.behind}) {
    if (!part.empty()) must(BIO_write(bio.get(), part.data(), static_cast<int>(part.size())));
  }
  return bio;
}

std::string written(BIO* bio) {
  char* bytes = nullptr;
  const long count = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(count)};
}

/// DER of whatever OpenSSL can write as DER.
template <auto write, typename T>
std::string der_of(const T* object) {
  unsigned char* bytes = nullptr;
  const int count = must(write(object, &bytes));
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
  OPENSSL_free(bytes);
  return out;
}

Certificate certificate_in(std::string_view pem) {
  return Certificate(PEM_read_bio_X509(reading(pem).get(), nullptr, nullptr, nullptr));
}

/// A key under a pass phrase is refused instead of asked for: nobody sits before a server.
Key key_in(std::string_view pem) {
  const auto no_phrase = [](char*, int, int, void*) { return 0; };
  return Key(PEM_read_bio_PrivateKey(reading(pem).get(), nullptr, no_phrase, nullptr));
}

bool is_p256(EVP_PKEY* key) {
  std::array<char, 32> group{};
  return key != nullptr && EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1 &&
         std::string_view(group.data()) == SN_X9_62_prime256v1;
}

void add_extension(X509* certificate, int nid, const char* value) {
  const Extension made(must(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value)));
  must(X509_add_ext(certificate, made.get(), -1));
}

void name_and_date(X509* certificate, std::string_view name, std::int64_t wall_ms) {
  std::string serial = random_bytes(16);
  serial[0] = static_cast<char>((serial[0] & 0x3F) | 0x40);  // positive and full length
  const std::unique_ptr<BIGNUM, FreeWith<BN_free>> number(
      must(BN_bin2bn(reinterpret_cast<const unsigned char*>(serial.data()),
                     static_cast<int>(serial.size()), nullptr)));
  must(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)));
  constexpr std::int64_t kDay_s = 86'400;
  const std::int64_t from_s = wall_ms / 1000 - kDay_s;  // somebody's clock is behind
  must(ASN1_TIME_set(X509_getm_notBefore(certificate), from_s));
  must(ASN1_TIME_set(X509_getm_notAfter(certificate), from_s + kYears * 365 * kDay_s));
  X509_NAME* owner = X509_get_subject_name(certificate);
  must(X509_NAME_add_entry_by_NID(
      owner, NID_commonName, MBSTRING_UTF8,
      reinterpret_cast<const unsigned char*>(name.data()),  // UTF-8 by the flag before it
      static_cast<int>(name.size()), -1, 0));
  must(X509_set_issuer_name(certificate, owner));
}

std::string name_in(X509* certificate) {
  const X509_NAME* owner = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(owner, NID_commonName, -1);
  if (at < 0) return {};
  unsigned char* bytes = nullptr;
  const int count =
      ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(owner, at)));
  if (count < 0) return {};
  std::string name(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
  OPENSSL_free(bytes);
  return has_control_character(name) ? std::string() : name;
}

std::string fingerprint(const X509* certificate) {
  return sha256_hex(der_of<i2d_X509>(certificate));
}

/// ITU-T X.690: a tag, the length, the content.
std::string der(unsigned char tag, std::string_view content) {
  std::string out(1, static_cast<char>(tag));
  if (content.size() >= 256) {
    out += '\x82';
    out += static_cast<char>(content.size() >> 8 & 0xFF);
  } else if (content.size() >= 128) {
    out += '\x81';
  }
  out += static_cast<char>(content.size() & 0xFF);
  return out.append(content);
}

std::string oid(int nid) {
  return der_of<i2d_ASN1_OBJECT>(OBJ_nid2obj(nid));
}

constexpr unsigned char kSequence = 0x30;
constexpr unsigned char kSet = 0x31;
constexpr unsigned char kOctets = 0x04;

/// RFC 5652 §5. In this one spelling alone, so that what the signature does not speak for —
/// versions, names of algorithms, the certificate's own signature — cannot be other than it was
/// either.
std::string spelled(const std::string& attributes, const std::string& signature,
                    X509* certificate) {
  constexpr unsigned char kInner = 0xA0;
  const std::string one = der(0x02, "\x01");
  const std::string digest = der(kSequence, oid(NID_sha256));
  const std::string issuer = der_of<i2d_X509_NAME>(X509_get_issuer_name(certificate)) +
                             der_of<i2d_ASN1_INTEGER>(X509_get0_serialNumber(certificate));
  const std::string info =
      der(kSequence, one + der(kSequence, issuer) + digest + der(kInner, attributes) +
                         der(kSequence, oid(NID_ecdsa_with_SHA256)) + der(kOctets, signature));
  const std::string data =
      der(kSequence, one + der(kSet, digest) + der(kSequence, oid(NID_pkcs7_data)) +
                         der(kInner, der_of<i2d_X509>(certificate)) + der(kSet, info));
  return der(kSequence, oid(NID_pkcs7_signed) + der(kInner, data));
}

/// What was read, as spelled() writes it.
std::string respelled(CMS_SignerInfo* signer, X509* certificate) {
  std::string attributes;
  for (int i = 0; i < CMS_signed_get_attr_count(signer); ++i) {
    attributes += der_of<i2d_X509_ATTRIBUTE>(CMS_signed_get_attr(signer, i));
  }
  const ASN1_OCTET_STRING* value = CMS_SignerInfo_get0_signature(signer);
  return spelled(attributes,
                 {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                  static_cast<std::size_t>(ASN1_STRING_length(value))},
                 certificate);
}

/// SHA-256 of both, where they stand.
std::string digest_of(const Parts& parts) {
  const Digesting work(must(EVP_MD_CTX_new()));
  must(EVP_DigestInit_ex(work.get(), EVP_sha256(), nullptr));
  for (const std::string_view part : {parts.before, parts.behind}) {
    must(EVP_DigestUpdate(work.get(), part.data(), part.size()));
  }
  std::array<unsigned char, 32> digest{};
  must(EVP_DigestFinal_ex(work.get(), digest.data(), nullptr));
  return {digest.begin(), digest.end()};
}

/// What is signed (RFC 5652 §5.3, RFC 5035): what kind of thing, its digest, and whose certificate.
/// No time: ETSI EN 319 142-1 §6.3 has it in the PDF's own dictionary, and OpenSSL's CMS_sign can
/// not do without.
std::string attributes_over(const Parts& parts, X509* certificate) {
  const auto attribute = [](int nid, const std::string& value) {
    return der(kSequence, oid(nid) + der(kSet, value));
  };
  const std::string whole = digest_of(parts);
  const std::string owner = sha256(der_of<i2d_X509>(certificate));
  const std::string owners = der(kSequence, der(kSequence, der(kOctets, owner)));
  std::array list{attribute(NID_pkcs9_contentType, oid(NID_pkcs7_data)),
                  attribute(NID_pkcs9_messageDigest, der(kOctets, whole)),
                  attribute(NID_id_smime_aa_signingCertificateV2, der(kSequence, owners))};
  std::ranges::sort(list);  // as DER wants a set
  return list[0] + list[1] + list[2];
}

std::string signed_with(EVP_PKEY* key, std::string_view message) {
  const Digesting work(must(EVP_MD_CTX_new()));
  must(EVP_DigestSignInit(work.get(), nullptr, EVP_sha256(), nullptr, key));
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  std::size_t size = 0;
  must(EVP_DigestSign(work.get(), nullptr, &size, bytes, message.size()));
  std::string out(size, '\0');
  must(EVP_DigestSign(work.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes,
                      message.size()));
  out.resize(size);
  return out;
}

/// OpenSSL's own judgement. The certificate stands for itself, whenever that is.
bool proves(CMS_ContentInfo* cms, X509* certificate, const Parts& parts) {
  const Store store(must(X509_STORE_new()));
  must(X509_STORE_add_cert(store.get(), certificate));
  must(X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME));
  must(X509_STORE_set_purpose(store.get(), X509_PURPOSE_ANY));
  const Bio bytes = joined(parts);
  return CMS_verify(cms, nullptr, store.get(), bytes.get(), nullptr,
                    CMS_BINARY | CMS_DETACHED | CMS_CADES) == 1;
}

}  // namespace

Stamp new_stamp(std::string_view name, std::int64_t wall_ms) {
  const Key key(must(EVP_EC_gen(SN_X9_62_prime256v1)));
  const Certificate certificate(must(X509_new()));
  must(X509_set_version(certificate.get(), X509_VERSION_3));
  name_and_date(certificate.get(), name, wall_ms);
  must(X509_set_pubkey(certificate.get(), key.get()));
  // Its own issuer, and said so: readers on NSS trust no self-signed certificate otherwise.
  add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(certificate.get(), NID_key_usage,
                "critical,digitalSignature,nonRepudiation,keyCertSign");
  must(X509_sign(certificate.get(), key.get(), EVP_sha256()));
  const Bio secret(must(BIO_new(BIO_s_secmem())));
  must(PEM_write_bio_PKCS8PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                     nullptr));
  const Bio open(must(BIO_new(BIO_s_mem())));
  must(PEM_write_bio_X509(open.get(), certificate.get()));
  return {written(secret.get()), written(open.get())};
}

struct ReadyStamp::Pair {
  Key key;
  Certificate certificate;
  std::string fingerprint;
};

ReadyStamp::ReadyStamp(std::shared_ptr<const Pair> pair) noexcept : pair_(std::move(pair)) {}

Result<ReadyStamp> ReadyStamp::read(const Stamp& stamp) {
  Key key = key_in(stamp.key);
  if (!is_p256(key.get())) return Error{Code::bad_config, "seal-key"};
  Certificate certificate = certificate_in(stamp.certificate);
  const bool its_own =
      certificate != nullptr && X509_check_private_key(certificate.get(), key.get()) == 1;
  if (!its_own) return Error{Code::bad_config, "seal-cert"};
  std::string print = seal::fingerprint(certificate.get());
  return ReadyStamp(
      std::make_shared<const Pair>(Pair{std::move(key), std::move(certificate), std::move(print)}));
}

const std::string& ReadyStamp::fingerprint() const noexcept {
  return pair_->fingerprint;
}

Result<std::string> fingerprint_of(std::string_view certificate) {
  const Certificate read = certificate_in(certificate);
  if (read == nullptr) return Error{Code::bad_config, "seal-cert"};
  return fingerprint(read.get());
}

std::string ReadyStamp::seal_over(const Parts& parts) const {
  X509* certificate = pair_->certificate.get();
  const std::string attributes = attributes_over(parts, certificate);
  return spelled(attributes, signed_with(pair_->key.get(), der(kSet, attributes)), certificate);
}

std::optional<Sealed> seal_holds(const Parts& parts, std::string_view cms) {
  const auto* at = reinterpret_cast<const unsigned char*>(cms.data());
  const Cms parsed(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(cms.size())));
  if (parsed == nullptr) return std::nullopt;
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(parsed.get());
  if (signers == nullptr || sk_CMS_SignerInfo_num(signers) != 1) return std::nullopt;
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> certificates(
      CMS_get1_certs(parsed.get()),
      [](STACK_OF(X509) * list) { sk_X509_pop_free(list, X509_free); });
  if (certificates == nullptr || sk_X509_num(certificates.get()) != 1) return std::nullopt;
  X509* certificate = sk_X509_value(certificates.get(), 0);
  CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(signers, 0);
  if (CMS_SignerInfo_get0_signature(signer) == nullptr) return std::nullopt;
  std::string anew = respelled(signer, certificate);
  if (anew.size() > cms.size()) return std::nullopt;
  anew.resize(cms.size(), '\0');
  if (anew != cms || !proves(parsed.get(), certificate, parts)) return std::nullopt;
  return Sealed{fingerprint(certificate), name_in(certificate)};
}

}  // namespace huidan::seal
