# Configures a self-contained build where no archive can be found, and reads what it says.
file(REMOVE_RECURSE ${BINARY})
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${GESSO_SOURCE} -B ${BINARY} -G Ninja -DGESSO_SELF_CONTAINED=ON
    -DGESSO_BUILD_TESTS=OFF -DGESSO_BUILD_VIEWER=OFF -DGESSO_ISAL=ON
    -DGESSO_STATIC_ssl= -DGESSO_STATIC_crypto= -DGESSO_STATIC_z= -DGESSO_STATIC_isal=
    -DCMAKE_C_COMPILER=${C_COMPILER} -DCMAKE_CXX_COMPILER=${CXX_COMPILER}
  OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE result)
if(result EQUAL 0)
  message(FATAL_ERROR "it configured without its archives")
endif()
foreach(what "libssl as an archive" "libcrypto as an archive" "libz as an archive"
    "libisal as an archive" "GESSO_ISAL=OFF" "GESSO_SELF_CONTAINED needs what")
  if(NOT text MATCHES "${what}")
    message(FATAL_ERROR "it does not name ${what}:\n${text}")
  endif()
endforeach()
