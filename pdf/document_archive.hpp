#pragma once
// What makes a PDF an archive's (ISO 19005-3, level U): it says so itself, says which colours it
// means, has an identity, and carries the record it was drawn from.

#include "pdf/document.hpp"
#include "pdf/document_haru.hpp"

namespace huidan::pdf {

/// `identity`: bytes that differ when the document does, 16 at least.
void make_archival(Haru& haru, const DocumentInfo& info, const std::string& identity);

}  // namespace huidan::pdf
