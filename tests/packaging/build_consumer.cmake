# Configures a foreign project that holds this tree, once with our defaults (looked at, not built), once
# with the options of the build that runs this (so that a compiler cache spares most of the work), builds
# it and runs its two programs.
set(common -S ${CONSUMER} -G Ninja -DGESSO_SOURCE=${GESSO_SOURCE} -DCMAKE_BUILD_TYPE=${BUILD_TYPE}
  -DCMAKE_C_COMPILER=${C_COMPILER} -DCMAKE_CXX_COMPILER=${CXX_COMPILER})
if(LAUNCHER)
  list(APPEND common -DCMAKE_C_COMPILER_LAUNCHER=${LAUNCHER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
endif()

set(ENV{CCACHE_NOHASHDIR} 1)

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ECHO STDOUT RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}")
  endif()
endfunction()

file(REMOVE_RECURSE ${BINARY}-defaults ${BINARY})
run(${CMAKE_COMMAND} ${common} -B ${BINARY}-defaults)
file(STRINGS ${BINARY}-defaults/CMakeCache.txt left_on
  REGEX "^GESSO_(BUILD_DEMO|BUILD_TESTS|WERROR|ISAL|WEBP|FUZZ):BOOL=(ON|TRUE|1|Y|YES)$")
if(left_on)
  message(FATAL_ERROR "on in a host's build that did not ask: ${left_on}")
endif()

run(${CMAKE_COMMAND} ${common} -B ${BINARY}
  -DGESSO_WERROR=ON -DGESSO_ISAL=${ISAL} -DGESSO_WEBP=${WEBP})
run(${CMAKE_COMMAND} --build ${BINARY} --target with_shared with_static)
run(${BINARY}/with_shared)
run(${BINARY}/with_static)
