#include "server/desk/people/tries.hpp"

#include <algorithm>
#include <array>

#include "sync/base/limits.hpp"

namespace huidan::server {
namespace {

constexpr std::size_t kGroups = 8;
constexpr std::size_t kNetworkGroups = 4;

struct Count {
  std::string key;
  std::size_t most;
};

/// What a failure is counted under. Without an account there is nothing to guess at from
/// everywhere.
std::array<Count, 3> counts_of(const Tries::Who& who) {
  const std::string peer = network_of(who.peer);
  const std::string account(who.account);
  const std::size_t anywhere = account.empty() ? 0 : limits::kAccountTries_max;
  return {{{"both " + account + '\n' + peer, limits::kLoginTries_max},
           {"peer " + peer, limits::kPeerTries_max},
           {"account " + account, anywhere}}};
}

std::vector<std::string> groups_of(std::string_view text) {
  std::vector<std::string> groups;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(':'), text.size());
    groups.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return groups;
}

}  // namespace

std::string network_of(std::string_view peer) {
  const bool one_address = peer.find(':') == std::string_view::npos ||
                           peer.find('.') != std::string_view::npos;  // IPv4, also within IPv6
  if (one_address) return std::string(peer);
  const std::size_t gap = peer.find("::");
  auto groups = groups_of(peer.substr(0, gap));
  if (gap != std::string_view::npos) {
    const auto behind = groups_of(peer.substr(gap + 2));
    groups.resize(std::max(groups.size(), kGroups - std::min(kGroups, behind.size())), "0");
    groups.insert(groups.end(), behind.begin(), behind.end());
  }
  groups.resize(kNetworkGroups, "0");
  std::string network;
  for (const std::string& group : groups) network += group + ':';
  return network;
}

void Tries::forget_old(std::int64_t now_ms) {
  for (auto& [key, tries] : tries_) {
    std::erase_if(tries, [&](std::int64_t at) { return at <= now_ms - limits::kLoginWindow_ms; });
  }
  std::erase_if(tries_, [](const auto& entry) { return entry.second.empty(); });
}

std::int64_t Tries::wait_s(const Who& who, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  forget_old(now_ms);
  std::int64_t until_ms = now_ms;
  // Made-up names must not cost memory without end; while so many are tried, nobody gets in.
  if (tries_.size() >= limits::kLoginAccounts_max) until_ms += limits::kLoginWindow_ms;
  for (const Count& count : counts_of(who)) {
    const auto at = tries_.find(count.key);
    if (count.most == 0 || at == tries_.end() || at->second.size() < count.most) continue;
    const std::int64_t oldest_ms = at->second[at->second.size() - count.most];
    until_ms = std::max(until_ms, oldest_ms + limits::kLoginWindow_ms);
  }
  return (until_ms - now_ms + 999) / 1000;
}

void Tries::failed(const Who& who, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  for (Count& count : counts_of(who)) {
    if (count.most != 0) tries_[std::move(count.key)].push_back(now_ms);
  }
}

}  // namespace huidan::server
