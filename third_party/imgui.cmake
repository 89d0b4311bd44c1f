# GESSO_IMGUI_DIR: compiles Dear ImGui and its two backends from the folder of a release, as the project
# means it to be used. Its headers come before any of an installed version: the two must not mix.
set(imgui_sources imgui.cpp imgui_draw.cpp imgui_tables.cpp imgui_widgets.cpp
  backends/imgui_impl_glfw.cpp backends/imgui_impl_opengl3.cpp)
list(TRANSFORM imgui_sources PREPEND ${GESSO_IMGUI_DIR}/)
set(imgui_lacks "")
foreach(source IN LISTS imgui_sources)
  if(NOT EXISTS ${source})
    set(imgui_lacks ${source})
  endif()
endforeach()

if(imgui_lacks)
  gesso_missing("Dear ImGui in GESSO_IMGUI_DIR (${imgui_lacks} is not there)" "libimgui-dev and no GESSO_IMGUI_DIR"
    "imgui[glfw-binding,opengl3-binding]" "has no imgui: clone ocornut/imgui")
elseif(TARGET gesso_dep_glfw)
  add_library(gesso_imgui STATIC EXCLUDE_FROM_ALL ${imgui_sources})
  set_target_properties(gesso_imgui PROPERTIES CXX_STANDARD 17 CXX_STANDARD_REQUIRED ON)
  target_include_directories(gesso_imgui SYSTEM BEFORE PUBLIC ${GESSO_IMGUI_DIR})
  # Names that this version only keeps for older hosts are not there: what compiles here is portable.
  target_compile_definitions(gesso_imgui PUBLIC IMGUI_DISABLE_OBSOLETE_FUNCTIONS)
  target_link_libraries(gesso_imgui PUBLIC gesso_dep_glfw ${CMAKE_DL_LIBS})
  gesso_dependency(imgui gesso_imgui)
endif()
