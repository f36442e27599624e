#pragma once
// What an op says beyond its envelope, by kind, as members of its JSON. For wire_op.cpp alone.

#include "sync/core/wire_op_reader.hpp"

namespace huidan::core {

/// Adds the members of `body`.
void write_body(nlohmann::json& out, const OpBody& body);

/// Reads the members of a body of `kind`, one that this program knows, in its newest version; what
/// is wrong is remembered by `in`.
[[nodiscard]] OpBody read_body(OpReader& in, std::string_view kind);

/// The body of `wo.back`: an order with everything in it (wire_bring_back.cpp).
[[nodiscard]] BringBack read_bring_back(OpReader& in);

}  // namespace huidan::core
