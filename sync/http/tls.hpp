#pragma once
// The server's side of TLS under a deadline, and the pin by which laptops know the server: the pin
// replaces the CA, because few desks have a certificate that an operating system trusts.

#include <filesystem>
#include <memory>
#include <string>

#include "sync/base/result.hpp"
#include "sync/http/connection.hpp"

using SSL_CTX = struct ssl_ctx_st;

namespace huidan::http {

/// TLS 1.2 and 1.3 only.
void refuse_old_tls(SSL_CTX* context);

/// Shakes hands until the deadline; null when that fails. `socket` and `context` must outlive the
/// connection.
[[nodiscard]] std::unique_ptr<Connection> tls_connection(Socket& socket, SSL_CTX* context,
                                                         Moment deadline);

/// "sha256//" and the base64 of the SHA-256 of the certificate's SubjectPublicKeyInfo (RFC 7469
/// §2.4 in libcurl's spelling). It stays the same when the certificate is renewed with the same
/// key. Refuses with bad_config when the file holds no PEM certificate.
[[nodiscard]] Result<std::string> certificate_pin(const std::filesystem::path& certificate);

}  // namespace huidan::http
