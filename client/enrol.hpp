#pragma once
// How a laptop joins its desk: once, by a code that somebody at the desk read out or sent.

#include <string>

#include "client/device.hpp"

namespace huidan::client {

/// Makes this laptop's key, or takes up that of a try whose reply was lost, proves the code to the
/// server and keeps who it is. The code carries the pin of the server's TLS key behind its first
/// dot; without one only a loopback server is trusted. Errors: already_enrolled, wrong_code,
/// code_expired, insecure_server, no_network and others of Peer.
[[nodiscard]] Result<Identity> enrol(Device& device, const std::string& server,
                                     const std::string& code);

}  // namespace huidan::client
