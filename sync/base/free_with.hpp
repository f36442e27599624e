#pragma once
// Owning what a C library hands out, so that no way out of a function forgets to give it back:
// std::unique_ptr<BIO, FreeWith<BIO_free>>.

#include <memory>

namespace huidan {

template <auto free_it>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    free_it(object);
  }
};

}  // namespace huidan
