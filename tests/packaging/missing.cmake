# Configures the tree on a machine where no library can be found, and reads what it says.
set(hidden OpenSSL ZLIB nlohmann_json httplib unofficial-isal WebP Catch2)
foreach(package IN LISTS hidden)
  list(APPEND options -DCMAKE_DISABLE_FIND_PACKAGE_${package}=ON)
endforeach()
file(REMOVE_RECURSE ${BINARY})
execute_process(
  COMMAND ${CMAKE_COMMAND} -E env PKG_CONFIG_LIBDIR=${BINARY} PKG_CONFIG_PATH=
    ${CMAKE_COMMAND} -S ${GESSO_SOURCE} -B ${BINARY} -G Ninja -DGESSO_STB_INCLUDE=
    -DCMAKE_C_COMPILER=${C_COMPILER} -DCMAKE_CXX_COMPILER=${CXX_COMPILER} ${options}
  OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE result)
if(result EQUAL 0)
  message(FATAL_ERROR "it configured without its libraries")
endif()
foreach(what libssl-dev zlib1g-dev nlohmann-json3-dev libcpp-httplib-dev libstb-dev libisal-dev
    libwebp-dev catch2 third_party/install)
  if(NOT text MATCHES "${what}")
    message(FATAL_ERROR "it does not say how to get ${what}:\n${text}")
  endif()
endforeach()
