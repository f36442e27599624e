#include "sync/http/tls.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <utility>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"
#include "sync/base/free_with.hpp"

namespace huidan::http {
namespace {

constexpr std::size_t kCertificate_bytes = 65536;

using SslPointer = std::unique_ptr<SSL, FreeWith<SSL_free>>;

class TlsConnection final : public Connection {
 public:
  TlsConnection(Socket& socket, SslPointer ssl) : socket_(socket), ssl_(std::move(ssl)) {}

  ~TlsConnection() override {
    ERR_clear_error();
    SSL_shutdown(
        ssl_.get());  // best effort: our close_notify, so that a cut can be told from an end
  }

  TlsConnection(const TlsConnection&) = delete;
  TlsConnection& operator=(const TlsConnection&) = delete;
  TlsConnection(TlsConnection&&) = delete;
  TlsConnection& operator=(TlsConnection&&) = delete;

  [[nodiscard]] bool shake_hands(Moment deadline) {
    return persist(deadline, [&] { return SSL_accept(ssl_.get()); }) > 0;
  }

  std::ptrdiff_t read(char* bytes, std::size_t count, Moment deadline) override {
    return persist(deadline, [&] { return SSL_read(ssl_.get(), bytes, at_most(count)); });
  }

  std::ptrdiff_t write(const char* bytes, std::size_t count, Moment deadline) override {
    return persist(deadline, [&] { return SSL_write(ssl_.get(), bytes, at_most(count)); });
  }

 private:
  static int at_most(std::size_t count) {
    return static_cast<int>(std::min<std::size_t>(count, 1U << 20));
  }

  template <typename Step>
  std::ptrdiff_t persist(Moment deadline, Step step) {
    for (;;) {
      ERR_clear_error();
      const int moved = step();
      if (moved > 0) return moved;
      const int why = SSL_get_error(ssl_.get(), moved);
      if (why == SSL_ERROR_ZERO_RETURN) return 0;
      if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return -1;
      const auto what =
          why == SSL_ERROR_WANT_READ ? Socket::Wait::readable : Socket::Wait::writable;
      if (!socket_.wait(what, deadline)) return -1;
    }
  }

  Socket& socket_;
  SslPointer ssl_;
};

}  // namespace

void refuse_old_tls(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

std::unique_ptr<Connection> tls_connection(Socket& socket, SSL_CTX* context, Moment deadline) {
  SslPointer ssl(SSL_new(context));
  if (!ssl || SSL_set_fd(ssl.get(), static_cast<int>(socket.handle())) != 1) return nullptr;
  auto connection = std::make_unique<TlsConnection>(socket, std::move(ssl));
  if (!connection->shake_hands(deadline)) return nullptr;
  return connection;
}

Result<std::string> certificate_pin(const std::filesystem::path& certificate) {
  const auto pem = read_file(certificate, kCertificate_bytes);
  if (!pem) return Error{Code::bad_config, "certificate"};
  const std::unique_ptr<BIO, FreeWith<BIO_free>> bytes(
      BIO_new_mem_buf(pem.value().data(), static_cast<int>(pem.value().size())));
  const std::unique_ptr<X509, FreeWith<X509_free>> parsed(
      PEM_read_bio_X509(bytes.get(), nullptr, nullptr, nullptr));
  if (!parsed) return Error{Code::bad_config, "certificate"};
  const X509_PUBKEY* key = X509_get_X509_PUBKEY(parsed.get());
  const int length = i2d_X509_PUBKEY(key, nullptr);
  if (length <= 0) return Error{Code::bad_config, "certificate"};
  std::string der(static_cast<std::size_t>(length), '\0');
  auto* out = reinterpret_cast<unsigned char*>(der.data());
  i2d_X509_PUBKEY(key, &out);
  return "sha256//" + to_base64(sha256(der));
}

}  // namespace huidan::http
