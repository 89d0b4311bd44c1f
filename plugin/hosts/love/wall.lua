-- SPDX-License-Identifier: MIT
-- A sprite that always shows a defined picture: what was there before, the new rows over it, the whole
-- image; and what was there before again when the request fails. Only new rows go to the graphics card,
-- a bounded number in each frame.
local ffi = require("ffi")

local Wall = {}
Wall.__index = Wall

local ROWS_A_FRAME = 256
local STRIPS = { 64, 8, 1 } -- LÖVE uploads whole ImageData, so bands are cut into these heights

function Wall.new(host, before)
    return setmetatable({
        host = host, before = before, strips = {},
        image = 0ULL, known = 0, shown = 0, -- the newest pass: rows that are final, that are uploaded
        complete = 0ULL,                    -- the last whole one, to which a broken pass returns
        is_whole = false, uploaded = 0,
    }, Wall)
end

function Wall:give_back(id)
    if id ~= 0ULL then self.host.release(ffi.new("gesso_id", id)) end
end

function Wall:size_for(width, height)
    if self.texture and self.texture:getWidth() == width and self.texture:getHeight() == height then
        return
    end
    self.texture = love.graphics.newImage(love.image.newImageData(width, height))
    self.texture:setFilter("linear", "linear")
    self.is_whole = false
    for _, rows in ipairs(STRIPS) do self.strips[rows] = love.image.newImageData(width, rows) end
end

-- Its first event brings a reference.
function Wall:begin(news)
    if self.image == news.image.value then return end
    if self.image ~= self.complete then self:give_back(self.image) end
    self.image, self.known, self.shown = news.image.value, 0, 0
    self:size_for(news.width, news.height)
end

function Wall:take_rows(news)
    self:begin(news)
    self.known = news.y1
end

function Wall:take_whole(news)
    self:begin(news)
    if self.complete ~= self.image then self:give_back(self.complete) end
    self.complete, self.known = self.image, news.height
end

-- The pass broke off: the last whole one is shown again, or what was there before.
function Wall:take_dropped(news)
    self:give_back(news.image.value)
    if news.restore.value == 0ULL then
        self.image, self.complete = 0ULL, 0ULL
        self:put_back()
    else
        self.image, self.known, self.shown = news.restore.value, news.height, 0
    end
end

function Wall:put_back()
    if self.image ~= self.complete then self:give_back(self.image) end
    self:give_back(self.complete)
    self.image, self.complete, self.known, self.shown = 0ULL, 0ULL, 0, 0
    self.texture, self.is_whole = nil, false
end

-- Once a frame.
function Wall:upload()
    if self.image == 0ULL or self.shown == self.known then return end
    local view = self.host.view(ffi.new("gesso_id", self.image))
    local line, stop = view.width * 4, math.min(self.known, self.shown + ROWS_A_FRAME)
    while self.shown < stop do
        local rows = 1
        for _, height in ipairs(STRIPS) do
            if height <= stop - self.shown then rows = height; break end
        end
        local strip = self.strips[rows]
        local target = ffi.cast("uint8_t *", strip:getFFIPointer())
        for y = 0, rows - 1 do
            ffi.copy(target + y * line, view.pixels + (self.shown + y) * view.stride, line)
        end
        self.texture:replacePixels(strip, 1, 1, 0, self.shown)
        self.shown, self.uploaded = self.shown + rows, self.uploaded + rows
    end
    if self.shown == view.height then self.is_whole = true end
end

function Wall:draw(x, y, side)
    if not self.is_whole then
        love.graphics.draw(self.before, x, y, 0, side / self.before:getWidth())
    end
    if self.texture then
        love.graphics.draw(self.texture, x, y, 0, side / self.texture:getWidth())
    end
end

-- What the graphics card holds, byte for byte.
function Wall:read()
    local width, height = self.texture:getDimensions()
    local canvas = love.graphics.newCanvas(width, height, { dpiscale = 1 })
    canvas:renderTo(function()
        love.graphics.clear(0, 0, 0, 0)
        love.graphics.setBlendMode("replace", "premultiplied")
        love.graphics.draw(self.texture)
        love.graphics.setBlendMode("alpha")
    end)
    return canvas:newImageData()
end

return Wall
