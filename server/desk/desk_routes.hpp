#pragma once
// What the URLs of all rooms share: who asks, and the texts that a body must have.

#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "server/store/hand.hpp"
#include "sync/http/router.hpp"

namespace huidan::server {

/// Who asks; unauthorized when nobody does.
using WhoAsks = std::function<Result<Hand>(const http::Request&)>;

/// Runs `answer(hand, request)` for whoever proves to be somebody.
template <typename Answer>
[[nodiscard]] http::Handler for_person(const WhoAsks& who, Answer answer) {
  return [who, answer](const http::Request& request) {
    const auto hand = who(request);
    if (!hand) return http::Response::error(hand.error(), request);
    return answer(hand.value(), request);
  };
}

/// The text members `names` of a request's JSON object, in that order; further members are passed
/// over. Errors: those of core::parse_json, bad_input, missing_value.
[[nodiscard]] Result<std::vector<std::string>> texts_of(const http::Request& request,
                                                        std::initializer_list<const char*> names);

}  // namespace huidan::server
