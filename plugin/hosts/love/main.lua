-- SPDX-License-Identifier: MIT
-- A wall that fills row by row while the game goes on.
-- love FOLDER --library LIBGESSO --service URL [--prompt TEXT] [--previews N] [--save FOLDER]
--     [--screenshot FILE.png|.tga] [--say FRAMES] [--quit]
local gesso = require("gesso")
local Wall = require("wall")

local options = { prompt = "mossy stone wall, seamless", size = "1024x1024" }
local host, wall
local frames, frames_with_rows, row_events, worst, ended = 0, 0, 0, 0, nil
local is_closed, exit_code = false, 0

local function read_options(words)
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
end

local function make_before()
    local pixels = love.image.newImageData(64, 64)
    pixels:mapPixel(function(x, y)
        local grey = (math.floor(x / 8) + math.floor(y / 8)) % 2 == 0 and 0.30 or 0.34
        return grey, grey, grey + 0.03, 1
    end)
    local image = love.graphics.newImage(pixels)
    image:setFilter("nearest", "nearest")
    return image
end

function love.load(words)
    read_options(words)
    local library = options.library or os.getenv("GESSO_LIBRARY") or "gesso"
    local service = options.service or os.getenv("GESSO_SERVICE")
    assert(service, "--service URL (or GESSO_SERVICE) says where images are made")
    io.stdout:setvbuf("line")
    host = gesso.open(library)
    wall = Wall.new(host, make_before())
    host.generate(service, options.prompt, options.size, options.save, tonumber(options.previews))
end

local function take(event)
    local news = event.as.image
    if event.type == gesso.ROWS then
        wall:take_rows(news)
        row_events = row_events + 1
    elseif event.type == gesso.PREVIEW or event.type == gesso.IMAGE then
        wall:take_whole(news)
    elseif event.type == gesso.DROPPED then
        wall:take_dropped(news)
        print(("dropped=1 rows=%d of=%d"):format(wall.known, news.height))
    elseif event.type == gesso.FINISHED or event.type == gesso.FAILED then
        ended = event.as.done.result
        if ended ~= 0 then
            wall:put_back()
            print("failed: " .. host.text(ended))
        end
    elseif event.type == gesso.CLOSED then
        is_closed = true
    end
end

function love.update(dt)
    frames = frames + 1
    if frames > 5 then worst = math.max(worst, dt) end
    local before, event = row_events, host.poll()
    while event do
        take(event)
        event = host.poll()
    end
    if row_events > before then frames_with_rows = frames_with_rows + 1 end
    wall:upload()
    if options.say and frames % tonumber(options.say) == 0 then
        print(("frame=%d rows=%d"):format(frames, wall.shown))
    end
    if is_closed then love.event.quit(exit_code) end
end

local function report()
    local hash = "none"
    if wall.texture then
        hash = love.data.encode("string", "hex",
            love.data.hash("sha256", wall:read():getString()))
    end
    local form = "frames=%d frames_with_rows=%d row_events=%d uploaded=%d worst_ms=%.1f sha256=%s"
    print(form:format(frames, frames_with_rows, row_events, wall.uploaded, worst * 1000, hash))
end

local function save(shot)
    local file = assert(io.open(options.screenshot, "wb"))
    file:write(shot:encode(options.screenshot:match("%a+$")):getString())
    file:close()
    if options.quit then host.close() end
end

function love.draw()
    love.graphics.clear(0.12, 0.13, 0.16)
    wall:draw(130, 40, 540)
    local angle = love.timer.getTime() * 3
    love.graphics.circle("fill", 65 + 30 * math.cos(angle), 300 + 30 * math.sin(angle), 10)
    love.graphics.print(("%.2f ms a frame, worst %.1f ms, frame %d"):format(
        love.timer.getDelta() * 1000, worst * 1000, frames), 10, 10)
    if ended and wall.shown == wall.known and not options.done then
        options.done = true
        exit_code = ended == 0 and 0 or 1
        report()
        if options.screenshot then
            love.graphics.captureScreenshot(save)
        elseif options.quit then
            host.close()
        end
    end
end

-- The first wish to quit closes the client; when all is quiet, love.update quits.
function love.quit()
    if is_closed or not host then
        if host then
            wall:put_back() -- gives the images back
            print("left=" .. host.destroy())
        end
        return false
    end
    host.close()
    return true
end
