#include "server/store/libpq.hpp"

#include <dlfcn.h>

#include "sync/base/result.hpp"

namespace huidan::server {
namespace {

constexpr const char* kLibrary = "libpq.so.5";  // what the header's functions are the names of

[[noreturn]] void missing() {
  throw Failure({Code::bad_config, ::dlerror(), "store"});
}

template <typename Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  if (function == nullptr) missing();
}

Libpq load() {
  void* const library = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) missing();
  Libpq all{};
#define FIND(name) find(library, #name, all.name)
  FIND(PQclear);
  FIND(PQcmdStatus);
  FIND(PQcmdTuples);
  FIND(PQconnectdbParams);
  FIND(PQenterPipelineMode);
  FIND(PQerrorMessage);
  FIND(PQexec);
  FIND(PQexecPrepared);
  FIND(PQexitPipelineMode);
  FIND(PQfinish);
  FIND(PQfname);
  FIND(PQgetResult);
  FIND(PQgetisnull);
  FIND(PQgetlength);
  FIND(PQgetvalue);
  FIND(PQntuples);
  FIND(PQpipelineSync);
  FIND(PQprepare);
  FIND(PQresultErrorField);
  FIND(PQresultErrorMessage);
  FIND(PQresultStatus);
  FIND(PQsendQueryPrepared);
  FIND(PQsetNoticeProcessor);
  FIND(PQstatus);
  FIND(PQtransactionStatus);
#undef FIND
  return all;
}

}  // namespace

const Libpq& libpq() {
  static const Libpq loaded = load();
  return loaded;
}

}  // namespace huidan::server
