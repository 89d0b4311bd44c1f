// SPDX-License-Identifier: MIT
#include "client/edit_prepare.h"

#include "imaging/clean_picture.h"
#include "imaging/crop_plan.h"
#include "imaging/png_writer.h"
#include "imaging/resample.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace gesso::core {
namespace {

constexpr uint64_t kMaxSentBytes = uint64_t{50} << 20; // where no family says otherwise

// What is wrong with a picture of the host is no protocol error of a service.
Status about(const std::string &name, Status status)
{
    switch (status.code) {
    case StatusCode::ok:
    case StatusCode::cancelled:
        return status;
    case StatusCode::malformed:
    case StatusCode::truncated:
    case StatusCode::decode_failed:
    case StatusCode::invalid_argument:
    case StatusCode::refused:
        return {StatusCode::refused, name + ": " + status.message};
    default:
        return {status.code, name + ": " + status.message};
    }
}

std::string_view name_of(ImageFormat format)
{
    switch (format) {
    case ImageFormat::png:
        return "png";
    case ImageFormat::jpeg:
        return "jpeg";
    case ImageFormat::webp:
        return "webp";
    case ImageFormat::unknown:
        break;
    }
    return "";
}

bool is_whole(const PixelRect &rect, const PixelView &base)
{
    return rect == PixelRect{0, 0, base.width, base.height};
}

void parse_size(std::string_view text, uint32_t &out_width, uint32_t &out_height)
{
    const size_t cross = text.find('x');
    if (cross == std::string_view::npos)
        return;
    std::from_chars(text.data(), text.data() + cross, out_width);
    std::from_chars(text.data() + cross + 1, text.data() + text.size(), out_height);
}

// One picture on its way: a file, cleaned, or pixels, or both.
struct Loaded {
    Bytes file;         // empty: none, or it may not be sent as it is
    CleanPicture clean; // owns `file` when something had to go
    Pixels decoded;
    PixelView view; // empty: not decoded
    int orientation = 1;
};

class Preparation {
public:
    Preparation(
        EditInputs &inputs, const EditWish &wish, const GenerationAsk &fields,
        const ServiceRoute &route, const Limits &limits, const std::function<bool()> &is_stopped,
        PreparedEdit &edit)
        : inputs_(inputs), wish_(wish), fields_(fields), rules_(route.rules), limits_(limits),
          is_stopped_(is_stopped), edit_(edit)
    {}

    Status run();

private:
    Status load(LentPicture &picture, bool wants_pixels, Loaded &out_loaded);
    Status read_base_mask();
    Status plan();
    Status write_base();
    Status write_reference(uint32_t index);
    Status write_mask();
    Status keep_base();
    Status write_png(const PixelView &view, PreparedEdit::File &out_file);
    Status take_file(Loaded &loaded, PreparedEdit::File &out_file);
    bool can_pass(const Loaded &loaded) const;
    bool is_left_to_service() const;
    uint64_t max_sent_bytes() const;
    Status check_stop() const;

    EditInputs &inputs_;
    const EditWish &wish_;
    const GenerationAsk &fields_;
    const ModelRules *const rules_;
    const Limits &limits_;
    const std::function<bool()> &is_stopped_;
    PreparedEdit &edit_;

    Loaded base_;
    Coverage coverage_;
    CropPlan crop_;
};

Status Preparation::check_stop() const
{
    return is_stopped_() ? Status{StatusCode::cancelled, "cancelled by the host"} : Status();
}

// Nothing is pasted, nothing is marked: the service may take the picture at any size.
bool Preparation::is_left_to_service() const
{
    return wish_.is_raw && !inputs_.has_mask() && fields_.size.empty();
}

uint64_t Preparation::max_sent_bytes() const
{
    return (rules_ && rules_->max_edit_bytes != 0 ? rules_->max_edit_bytes : kMaxSentBytes) - 1;
}

bool Preparation::can_pass(const Loaded &loaded) const
{
    if (loaded.file.empty() || loaded.orientation != 1)
        return false;
    if (!rules_ || rules_->edit_inputs.empty())
        return true;
    const auto &formats = rules_->edit_inputs;
    return std::find(formats.begin(), formats.end(), name_of(loaded.clean.format)) != formats.end();
}

Status Preparation::load(LentPicture &picture, bool wants_pixels, Loaded &out_loaded)
{
    GESSO_RETURN_IF_FAILED(check_stop());
    out_loaded.view = picture.view();
    if (!picture.is_encoded())
        return {};
    const Bytes file = picture.file();
    ImageHeader header; // also: is it too large? before anything is copied
    GESSO_RETURN_IF_FAILED(read_header(file, limits_, header));
    GESSO_RETURN_IF_FAILED(clean_picture(file, out_loaded.clean));
    out_loaded.orientation = out_loaded.clean.orientation;
    out_loaded.file = out_loaded.clean.is_changed ? Bytes(out_loaded.clean.file) : file;
    if (!wants_pixels && can_pass(out_loaded))
        return {};
    GESSO_RETURN_IF_FAILED(check_stop());
    GESSO_RETURN_IF_FAILED(
        decode_upright(file, out_loaded.orientation, limits_, edit_.share, out_loaded.decoded));
    out_loaded.view = out_loaded.decoded.view();
    return {};
}

Status Preparation::read_base_mask()
{
    if (!inputs_.has_mask())
        return {};
    Loaded mask;
    GESSO_RETURN_IF_FAILED(load(inputs_.mask(), true, mask));
    const PixelView &base = base_.view;
    GESSO_RETURN_IF_FAILED(edit_.share.grow(uint64_t{base.width} * base.height));
    GESSO_RETURN_IF_FAILED(
        read_mask(mask.view, wish_.mask_meaning, base.width, base.height, coverage_));
    edit_.share.shrink(mask.decoded.size());
    return {};
}

Status Preparation::plan()
{
    CropWish crop;
    crop.base_width = base_.view.width;
    crop.base_height = base_.view.height;
    if (inputs_.has_mask())
        crop.mask_bounds = mask_bounds(coverage_, wish_.wrap);
    crop.is_cropped = wish_.is_cropped;
    crop.wrap = wish_.wrap;
    crop.margin = wish_.crop_margin;
    parse_size(fields_.size, crop.wanted_width, crop.wanted_height);
    GESSO_RETURN_IF_FAILED(plan_crop(crop, rules_, crop_));
    if (rules_ && !rules_->sizes.empty())
        edit_.size = std::to_string(crop_.sent_width) + "x" + std::to_string(crop_.sent_height);
    return {};
}

Status Preparation::write_png(const PixelView &view, PreparedEdit::File &out_file)
{
    GESSO_RETURN_IF_FAILED(check_stop());
    Status written = encode_png(view, max_sent_bytes(), out_file.bytes);
    if (written.code == StatusCode::limit_exceeded)
        return {
            StatusCode::refused, "as PNG it takes more than the " +
                                     std::to_string((max_sent_bytes() + 1) >> 20) +
                                     " MB that the service accepts: make it smaller"};
    GESSO_RETURN_IF_FAILED(std::move(written));
    GESSO_RETURN_IF_FAILED(edit_.share.grow(out_file.bytes.size()));
    return read_header(out_file.bytes, limits_, out_file.header);
}

Status Preparation::take_file(Loaded &loaded, PreparedEdit::File &out_file)
{
    if (loaded.file.size() > max_sent_bytes())
        return {
            StatusCode::refused, "its file of " + std::to_string(loaded.file.size()) +
                                     " bytes is larger than the service accepts (below " +
                                     std::to_string((max_sent_bytes() + 1) >> 20) + " MB)"};
    GESSO_RETURN_IF_FAILED(edit_.share.grow(loaded.file.size()));
    if (loaded.clean.is_changed)
        out_file.bytes = std::move(loaded.clean.file);
    else
        out_file.bytes.assign(loaded.file.begin(), loaded.file.end());
    return read_header(out_file.bytes, limits_, out_file.header);
}

Status Preparation::write_base()
{
    PreparedEdit::File &file = edit_.files[0];
    const bool is_as_it_is =
        is_left_to_service() || (is_whole(crop_.rect, base_.view) && !crop_.is_scaled());
    // The mask has to be of the picture's format.
    const bool is_mask_alike = !inputs_.has_mask() || base_.clean.format == ImageFormat::png;
    if (is_as_it_is && is_mask_alike && can_pass(base_))
        return take_file(base_, file);
    if (is_as_it_is)
        return write_png(base_.view, file);

    const bool is_cut = !is_whole(crop_.rect, base_.view);
    const uint64_t cut_bytes = is_cut ? uint64_t{crop_.rect.width} * crop_.rect.height * 4 : 0;
    const uint64_t sent_bytes =
        crop_.is_scaled() ? uint64_t{crop_.sent_width} * crop_.sent_height * 4 : 0;
    GESSO_RETURN_IF_FAILED(edit_.share.grow(cut_bytes + sent_bytes));
    Pixels cut;
    if (is_cut)
        GESSO_RETURN_IF_FAILED(crop(base_.view, crop_.rect, cut));
    PixelView sent = is_cut ? cut.view() : base_.view;
    Pixels scaled;
    if (crop_.is_scaled()) {
        GESSO_RETURN_IF_FAILED(check_stop());
        GESSO_RETURN_IF_FAILED(
            resample(sent, crop_.sent_width, crop_.sent_height, wish_.wrap && !is_cut, scaled));
        sent = scaled.view();
    }
    GESSO_RETURN_IF_FAILED(write_png(sent, file));
    edit_.share.shrink(cut_bytes + sent_bytes);
    return {};
}

Status Preparation::write_reference(uint32_t index)
{
    Loaded loaded;
    GESSO_RETURN_IF_FAILED(load(inputs_.image(index), false, loaded));
    if (loaded.view.is_empty())
        return take_file(loaded, edit_.files[index]);
    GESSO_RETURN_IF_FAILED(write_png(loaded.view, edit_.files[index]));
    edit_.share.shrink(loaded.decoded.size());
    return {};
}

Status Preparation::write_mask()
{
    if (!inputs_.has_mask())
        return {};
    Pixels mask;
    const uint64_t bytes = uint64_t{crop_.sent_width} * crop_.sent_height * 4;
    GESSO_RETURN_IF_FAILED(edit_.share.grow(bytes));
    GESSO_RETURN_IF_FAILED(
        make_service_mask(coverage_, crop_.rect, crop_.sent_width, crop_.sent_height, mask));
    const PixelView view = mask.view();
    bool is_any_open = false;
    for (size_t i = 3; i < mask.size() && !is_any_open; i += 4)
        is_any_open = mask.data()[i] == 0;
    if (!is_any_open)
        return {
            StatusCode::refused,
            "no pixel of it is covered by half or more, so the service would change nothing: paint "
            "it stronger, and use `feather` for soft edges"};
    GESSO_RETURN_IF_FAILED(write_png(view, edit_.mask.emplace()));
    edit_.share.shrink(bytes);
    return {};
}

// What is pasted into has to outlive the loan.
Status Preparation::keep_base()
{
    const PixelView &view = base_.view;
    EditPlan &plan = edit_.plan;
    if (base_.decoded.size() != 0) {
        edit_.base = std::move(base_.decoded);
        plan.base = edit_.base.view();
    } else if (const ImageId image = inputs_.image(0).image(); image != 0) {
        edit_.hold_base(image);
        plan.base = view;
    } else {
        GESSO_RETURN_IF_FAILED(edit_.share.grow(uint64_t{view.width} * view.height * 4));
        GESSO_RETURN_IF_FAILED(crop(view, {0, 0, view.width, view.height}, edit_.base));
        plan.base = edit_.base.view();
    }
    plan.rect = crop_.rect;
    plan.wrap = wish_.wrap;
    plan.resample = &resample;
    if (!inputs_.has_mask())
        return {};
    GESSO_RETURN_IF_FAILED(check_stop());
    GESSO_RETURN_IF_FAILED(edit_.share.grow(coverage_.size()));
    GESSO_RETURN_IF_FAILED(feather_mask(coverage_, wish_.feather, wish_.wrap, edit_.weights));
    plan.weights = edit_.weights.view();
    edit_.share.shrink(coverage_.size());
    return {};
}

Status Preparation::run()
{
    edit_.files.resize(inputs_.count());
    GESSO_RETURN_IF_FAILED(
        about("images[0]", load(inputs_.image(0), !is_left_to_service(), base_)));
    if (!is_left_to_service()) {
        GESSO_RETURN_IF_FAILED(about("mask", read_base_mask()));
        GESSO_RETURN_IF_FAILED(about("crop", plan()));
    }
    GESSO_RETURN_IF_FAILED(about("images[0]", write_base()));
    for (uint32_t i = 1; i < inputs_.count(); ++i)
        GESSO_RETURN_IF_FAILED(about("images[" + std::to_string(i) + "]", write_reference(i)));
    GESSO_RETURN_IF_FAILED(about("mask", write_mask()));
    if (wish_.is_raw)
        edit_.share.shrink(base_.decoded.size());
    else
        GESSO_RETURN_IF_FAILED(about("images[0]", keep_base()));
    return check_stop();
}

} // namespace

EditAsk PreparedEdit::ask(const EditWish &wish, const GenerationAsk &fields) const
{
    EditAsk ask;
    ask.fields = fields;
    if (!size.empty())
        ask.fields.size = size;
    for (const File &file : files)
        ask.images.push_back({file.bytes, file.header, {}});
    if (mask)
        ask.mask = EditFile{mask->bytes, mask->header, {}};
    ask.input_fidelity = wish.input_fidelity;
    ask.as_json = wish.as_json;
    return ask;
}

void PreparedEdit::hold_base(ImageId image)
{
    if (images_.acquire(image, 1))
        base_image_ = image;
}

Status prepare_edit(
    EditInputs &inputs, const EditWish &wish, const GenerationAsk &fields,
    const ServiceRoute &route, const Limits &limits, const std::function<bool()> &is_stopped,
    PreparedEdit &out_edit)
{
    return Preparation(inputs, wish, fields, route, limits, is_stopped, out_edit).run();
}

} // namespace gesso::core
