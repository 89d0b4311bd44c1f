// SPDX-License-Identifier: MIT
#include "color_tables.h"
#include "gesso_opengl.h"
#include "slot.h"
#include "state_guard.h"
#include "texture_copy.h"
#include "uploader.h"

#include <algorithm>

namespace gesso::opengl {

namespace {

class BridgeImpl final : public Bridge {
public:
    explicit BridgeImpl(const BridgeDesc &desc) : desc_(desc) {}
    ~BridgeImpl() override;

    bool open(std::string &out_error);

    SlotId add_slot(const SlotDesc &desc) override;
    void remove_slot(SlotId slot) override;
    void set_before(SlotId slot, uint32_t before) override;
    bool watch(SlotId slot, gesso_request_id request, int32_t output) override;
    bool show(SlotId slot, gesso_image_id image) override;
    void put_back(SlotId slot) override;
    void on_event(const gesso_event &event) override;
    UpdateReport update(uint64_t byte_budget) override;
    SlotView view(SlotId slot) const override;
    void context_lost() override;
    bool context_restored(std::string &out_error) override;

private:
    Slot *find(SlotId slot) const;
    [[nodiscard]] uint32_t texture_limit(uint32_t wanted) const;
    void make_fill();
    void prepare(Slot &slot);
    std::vector<Picture *> gather();
    uint32_t compute(const std::vector<Picture *> &pictures);
    void delete_retired();

    BridgeDesc desc_;
    GlFunctions gl_;
    bool has_context_ = false;
    uint32_t device_side_ = 0;
    GlName fill_ = 0;
    Uploader uploader_;
    std::vector<std::unique_ptr<Slot>> slots_;
    std::vector<GlName> retired_; // deleted after the guard: a bound one must not come back
    uint32_t next_id_ = 1;
    size_t turn_ = 0; // whose turn it is first
};

BridgeImpl::~BridgeImpl()
{
    if (!has_context_)
        return;
    for (const auto &slot : slots_)
        slot->retire_all(retired_);
    retired_.push_back(fill_);
    uploader_.release(gl_);
    delete_retired();
}

bool BridgeImpl::open(std::string &out_error)
{
    if (!gl_.load(desc_.get_proc_address, out_error))
        return false;
    has_context_ = true;
    device_side_ = static_cast<uint32_t>(std::max(gl_.integer(kGlMaxTextureSize), 64));
    make_fill();
    return true;
}

void BridgeImpl::make_fill()
{
    const StateGuard guard(gl_);
    gl_.GenTextures(1, &fill_);
    gl_.BindTexture(kGlTexture2D, fill_);
    gl_.TexImage2D(kGlTexture2D, 0, kGlSrgb8Alpha8, 1, 1, 0, kGlRgba, kGlUnsignedByte, desc_.fill);
    gl_.TexParameteri(kGlTexture2D, kGlTextureMinFilter, kGlLinear);
    gl_.TexParameteri(kGlTexture2D, kGlTextureMaxLevel, 0);
    try_copies(gl_, {fill_, 1, 1}, retired_);
}

Slot *BridgeImpl::find(SlotId slot) const
{
    for (const auto &candidate : slots_) {
        if (candidate->id() == slot.value)
            return candidate.get();
    }
    return nullptr;
}

uint32_t BridgeImpl::texture_limit(uint32_t wanted) const
{
    uint32_t side = device_side_;
    for (const uint32_t limit : {desc_.max_texture_side, wanted}) {
        if (limit != 0)
            side = std::min(side, limit);
    }
    return side;
}

// ---- slots --------------------------------------------------------------------------------------

SlotId BridgeImpl::add_slot(const SlotDesc &desc)
{
    const PictureLimits limits{
        desc_.client, texture_limit(desc.max_side), desc_.builds_mips, desc_.keeps_pixels,
        desc.is_srgb};
    slots_.push_back(std::make_unique<Slot>(next_id_, desc.before, limits));
    return {next_id_++};
}

void BridgeImpl::remove_slot(SlotId slot)
{
    if (Slot *found = find(slot)) {
        found->retire_all(retired_);
        std::erase_if(slots_, [found](const auto &other) { return other.get() == found; });
        delete_retired();
    }
}

void BridgeImpl::set_before(SlotId slot, uint32_t before)
{
    if (Slot *found = find(slot))
        found->set_before(before);
}

bool BridgeImpl::watch(SlotId slot, gesso_request_id request, int32_t output)
{
    Slot *found = find(slot);
    if (found)
        found->watch(request, output, retired_);
    return found != nullptr;
}

bool BridgeImpl::show(SlotId slot, gesso_image_id image)
{
    Slot *found = find(slot);
    if (!found)
        return false;
    Image own = reference(desc_.client, image);
    if (!own)
        return false;
    found->show(std::move(own), retired_);
    return true;
}

void BridgeImpl::put_back(SlotId slot)
{
    if (Slot *found = find(slot))
        found->put_back(retired_);
}

void BridgeImpl::on_event(const gesso_event &event)
{
    for (const auto &slot : slots_)
        slot->on_event(desc_.client, event, retired_);
}

SlotView BridgeImpl::view(SlotId slot) const
{
    SlotView view;
    view.texture = fill_;
    view.width = view.height = 1;
    const Slot *found = find(slot);
    if (!found)
        return view;
    view.state = found->state();
    view.result = found->result();
    view.is_short_of_memory = found->is_short_of_memory();
    if (const Picture *picture = found->visible()) {
        view.texture = picture->shown().texture;
        view.width = picture->shown().width;
        view.height = picture->shown().height;
        view.image_width = picture->image_width();
        view.image_height = picture->image_height();
        view.rows = picture->rows();
        view.divisor = picture->divisor();
        view.levels = picture->levels();
        view.mips_result = picture->mips_result();
    } else if (found->before() != 0) {
        view.texture = found->before();
        view.width = view.height = 0;
    }
    return view;
}

// ---- a frame ------------------------------------------------------------------------------------

void BridgeImpl::prepare(Slot &slot)
{
    for (Picture *picture : slot.pictures()) {
        const Picture *beneath = slot.settled();
        const bool is_new = picture->shown().texture == 0;
        Shown shown;
        if (is_new)
            shown = beneath ? beneath->shown() : look_at(gl_, slot.before());
        picture->prepare(gl_, {shown, {fill_, 1, 1}}, retired_);
    }
    slot.settle(retired_);
}

// Those with work, another one first each time.
std::vector<Picture *> BridgeImpl::gather()
{
    std::vector<Picture *> pictures;
    for (size_t i = 0; i < slots_.size(); ++i) {
        Slot &slot = *slots_[(turn_ + i) % slots_.size()];
        prepare(slot);
        for (Picture *picture : slot.pictures())
            pictures.push_back(picture);
    }
    ++turn_;
    return pictures;
}

uint32_t BridgeImpl::compute(const std::vector<Picture *> &pictures)
{
    uint32_t spent = 0;
    for (Picture *picture : pictures) {
        if (spent < desc_.pixels_per_update || spent == 0)
            spent += picture->compute(desc_.pixels_per_update - spent);
        picture->follow_mips();
    }
    return spent;
}

UpdateReport BridgeImpl::update(uint64_t byte_budget)
{
    UpdateReport report;
    if (!has_context_)
        return report;
    {
        const StateGuard guard(gl_);
        const std::vector<Picture *> pictures = gather();
        report.pixels = compute(pictures);
        report.bytes = uploader_.upload(gl_, pictures, byte_budget);
        for (const Picture *picture : pictures)
            report.pending_bytes += picture->pending_bytes();
    }
    for (const auto &slot : slots_)
        report.busy_slots += slot->state() != SlotState::resting ? 1 : 0;
    delete_retired();
    return report;
}

void BridgeImpl::delete_retired()
{
    if (has_context_ && !retired_.empty())
        gl_.DeleteTextures(static_cast<int32_t>(retired_.size()), retired_.data());
    retired_.clear();
}

// ---- the context --------------------------------------------------------------------------------

void BridgeImpl::context_lost()
{
    has_context_ = false;
    fill_ = 0;
    retired_.clear();
    uploader_.forget();
    for (const auto &slot : slots_) {
        slot->forget_textures();
        slot->set_before(0);
    }
}

bool BridgeImpl::context_restored(std::string &out_error)
{
    return has_context_ || open(out_error);
}

} // namespace

std::unique_ptr<Bridge> Bridge::create(const BridgeDesc &desc, std::string &out_error)
{
    if (!desc.client || !desc.get_proc_address) {
        out_error = "BridgeDesc: client and get_proc_address are required";
        return nullptr;
    }
    color_tables();
    auto bridge = std::make_unique<BridgeImpl>(desc);
    if (!bridge->open(out_error))
        return nullptr;
    return bridge;
}

} // namespace gesso::opengl
