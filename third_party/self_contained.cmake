# GESSO_SELF_CONTAINED: everything but the C library goes into libgesso itself, so a dependency must be
# headers alone or an archive of position-independent code. Nothing is built or downloaded here.

# The archive's path, or empty; a line among the missing when it cannot be used.
function(gesso_static_library out_path name)
  find_library(GESSO_STATIC_${name} NAMES lib${name}_pic.a lib${name}.a ${name}_static)
  set(path ${GESSO_STATIC_${name}})
  if(NOT path)
    gesso_missing("lib${name} as an archive" ${ARGN})
    set(path "")
  elseif(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    # The linker knows best whether it may go into a shared library.
    execute_process(RESULT_VARIABLE code OUTPUT_QUIET ERROR_QUIET
      COMMAND ${CMAKE_C_COMPILER} -shared -nostdlib -o ${CMAKE_CURRENT_BINARY_DIR}/${name}_pic.so
        -Wl,--whole-archive ${path} -Wl,--no-whole-archive)
    if(NOT code EQUAL 0)
      gesso_missing("lib${name} compiled with -fPIC (${path} was not)" ${ARGN})
      set(path "")
    endif()
  endif()
  set(missing "${missing}" PARENT_SCOPE)
  set(${out_path} "${path}" PARENT_SCOPE)
endfunction()

# Replaces what `gesso_dep_<dependency>` links by the archives of these names.
function(gesso_link_static dependency names)
  set(archives "")
  foreach(name IN LISTS names)
    gesso_static_library(path ${name} ${ARGN})
    list(APPEND archives ${path})
  endforeach()
  set(missing "${missing}" PARENT_SCOPE)
  if(TARGET gesso_dep_${dependency})
    get_target_property(links gesso_dep_${dependency} INTERFACE_LINK_LIBRARIES)
    foreach(target IN LISTS links)
      get_target_property(folders ${target} INTERFACE_INCLUDE_DIRECTORIES)
      if(folders)
        target_include_directories(gesso_dep_${dependency} SYSTEM INTERFACE ${folders})
      endif()
    endforeach()
    set_target_properties(gesso_dep_${dependency} PROPERTIES INTERFACE_LINK_LIBRARIES "${archives}")
  endif()
endfunction()

gesso_link_static(openssl "ssl;crypto" libssl-dev openssl openssl@3)
target_link_libraries(gesso_dep_openssl INTERFACE Threads::Threads ${CMAKE_DL_LIBS})
gesso_link_static(zlib z "has none: third_party/archives" zlib zlib)
if(GESSO_STB_FOUND) # elsewhere it is compiled here
  gesso_link_static(stb stb libstb-dev stb "has none: set GESSO_STB_INCLUDE")
  target_link_libraries(gesso_dep_stb INTERFACE m)
endif()
if(GESSO_WEBP)
  gesso_link_static(webp webp libwebp-dev libwebp webp)
  find_library(GESSO_STATIC_sharpyuv NAMES libsharpyuv.a)
  if(GESSO_STATIC_sharpyuv) # since 1.3
    target_link_libraries(gesso_dep_webp INTERFACE ${GESSO_STATIC_sharpyuv})
  endif()
  target_link_libraries(gesso_dep_webp INTERFACE m)
endif()
if(GESSO_ISAL)
  gesso_link_static(isal isal "has none: -DGESSO_ISAL=OFF" isal isa-l)
endif()

# The project's own package is headers alone or an archive.
set(httplib_type "")
if(TARGET gesso_dep_httplib AND NOT httplib_tls EQUAL -1)
  get_target_property(httplib_type ${httplib_target} TYPE)
endif()
if(httplib_type MATCHES "STATIC_LIBRARY|INTERFACE_LIBRARY")
  set_target_properties(gesso_dep_httplib PROPERTIES INTERFACE_LINK_LIBRARIES
    "${httplib_target};gesso_dep_openssl;Threads::Threads")
else()
  gesso_missing("cpp-httplib with OpenSSL, as headers or an archive"
    "has a shared one: third_party/archives" "cpp-httplib[openssl]" cpp-httplib)
endif()
