#include "sync/base/beside.hpp"

#include <filesystem>

#ifdef _WIN32
#include <windows.h>
#else
#include <unistd.h>
#endif

namespace huidan {

namespace fs = std::filesystem;

#ifdef _WIN32

Result<int> go_on_as(const std::string& name, const char* const* /*argv*/) {
  std::wstring self(32768, L'\0');
  self.resize(GetModuleFileNameW(nullptr, self.data(), static_cast<DWORD>(self.size())));
  const fs::path program = fs::path(self).parent_path() / (name + ".exe");
  std::wstring line(GetCommandLineW());
  STARTUPINFOW start{};
  start.cb = sizeof(start);
  PROCESS_INFORMATION process{};
  if (CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr,
                     &start, &process) == 0) {
    return Error{Code::internal, name};
  }
  DWORD exit = 1;
  WaitForSingleObject(process.hProcess, INFINITE);
  GetExitCodeProcess(process.hProcess, &exit);
  CloseHandle(process.hThread);
  CloseHandle(process.hProcess);
  return static_cast<int>(exit);
}

#else

Result<int> go_on_as(const std::string& name, const char* const* argv) {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path() / name;
  // POSIX takes the words without const and leaves them as they are.
  execv(program.c_str(), const_cast<char* const*>(argv));
  return Error{Code::internal, name};
}

#endif

}  // namespace huidan
