-- SPDX-License-Identifier: MIT
function love.conf(t)
    t.identity = "gesso-love"
    t.window.title = "Gesso in LÖVE"
    t.window.width, t.window.height = 800, 600
    t.window.vsync = 0
    t.modules.audio, t.modules.joystick = false, false
    t.modules.physics, t.modules.video = false, false
end
