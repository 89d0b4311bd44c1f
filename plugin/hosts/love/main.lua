-- SPDX-License-Identifier: MIT
-- A wall that fills row by row while the game goes on.
-- love FOLDER --library LIBGESSO --service URL [--prompt TEXT] [--save FOLDER] [--screenshot FILE] [--quit]
local ffi = require("ffi")
local gesso = require("gesso")

local options = { prompt = "mossy stone wall, seamless", size = "1024x1024" }
local host, pixels, texture, image, news
local frames, frames_with_rows, row_events, worst, ended = 0, 0, 0, 0, nil
local first_rows_frame, last_rows_frame = 0, 0

function love.load(words)
    local i = 1
    while i <= #words do
        local name = words[i]:match("^%-%-(%a+)$")
        if name == "quit" then
            options.quit = true
        elseif name then
            i = i + 1
            options[name] = words[i]
        end
        i = i + 1
    end
    local library = options.library or os.getenv("GESSO_LIBRARY") or "gesso"
    local service = options.service or os.getenv("GESSO_SERVICE")
    assert(service, "--service URL (or GESSO_SERVICE) says where images are made")
    host = gesso.open(library)
    host.generate(service, options.prompt, options.size, options.save)
end

local function take_rows(event)
    news = event.as.image
    if not pixels or pixels:getWidth() ~= news.width or pixels:getHeight() ~= news.height then
        pixels = love.image.newImageData(news.width, news.height)
        texture = love.graphics.newImage(pixels)
    end
    local view, line = host.view(news.image), news.width * 4
    local target = ffi.cast("uint8_t *", pixels:getFFIPointer())
    for y = news.y0, news.y1 - 1 do
        ffi.copy(target + y * line, view.pixels + y * view.stride, line)
    end
    row_events = row_events + 1
end

function love.update(dt)
    frames = frames + 1
    if frames > 5 then worst = math.max(worst, dt) end
    local event, has_rows = host.poll(), false
    while event do
        if event.type == gesso.ROWS then
            take_rows(event)
            has_rows = true
        elseif event.type >= gesso.PREVIEW and event.type <= gesso.DROPPED then
            host.release(event.as.image.image)
        elseif event.type == gesso.FINISHED or event.type == gesso.FAILED then
            ended = event.as.done.result
        end
        event = host.poll()
    end
    if has_rows then
        texture:replacePixels(pixels)
        frames_with_rows = frames_with_rows + 1
        if first_rows_frame == 0 then first_rows_frame = frames end
        last_rows_frame = frames
    end
end

function love.draw()
    love.graphics.clear(0.12, 0.13, 0.16)
    if texture then love.graphics.draw(texture, 130, 40, 0, 540 / texture:getWidth()) end
    local angle = love.timer.getTime() * 3
    love.graphics.circle("fill", 65 + 30 * math.cos(angle), 300 + 30 * math.sin(angle), 10)
    love.graphics.print(("%.2f ms a frame, worst %.1f ms, frame %d"):format(
        love.timer.getDelta() * 1000, worst * 1000, frames), 10, 10)
    if ended and not options.done then
        options.done = true
        if ended ~= 0 then print("failed: " .. host.text(ended)) end
        local hash = pixels and
            love.data.encode("string", "hex", love.data.hash("sha256", pixels:getString()))
        local form = "frames=%d frames_between=%d frames_with_rows=%d row_events=%d "
            .. "worst_ms=%.1f sha256=%s"
        print(form:format(
            frames, last_rows_frame - first_rows_frame, frames_with_rows, row_events,
            worst * 1000, hash or "none"))
        if options.screenshot then love.graphics.captureScreenshot(function(shot)
            local file = assert(io.open(options.screenshot, "wb"))
            file:write(shot:encode("png"):getString())
            file:close()
            if options.quit then love.event.quit(ended == 0 and 0 or 1) end
        end) elseif options.quit then love.event.quit(ended == 0 and 0 or 1) end
    end
end

function love.quit() host.destroy() end
