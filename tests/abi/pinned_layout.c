/* SPDX-License-Identifier: MIT
   Sizes and offsets of gesso.h as version 0.1 has them, on machines with 64-bit pointers. A host
   that was built yesterday, or declares its structs in a script, counts on every number here: a
   field may be added at a tail, in which case its struct's size changes, and nothing else may. */
#include "gesso/gesso.h"

/* C99 has no static assertion; an array of negative size is one. */

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#define ASSERT_THAT(claim) typedef char JOIN(assertion_, __LINE__)[(claim) ? 1 : -1]
#define SIZE(type, size) ASSERT_THAT(sizeof(void *) != 8 || sizeof(type) == (size))
#define AT(type, field, offset)                                                                    \
    ASSERT_THAT(sizeof(void *) != 8 || offsetof(type, field) == (offset))

SIZE(gesso_result, 4);
SIZE(gesso_service_id, 8);
SIZE(gesso_request_id, 8);
SIZE(gesso_image_id, 8);
SIZE(gesso_opt_i32, 8);
SIZE(gesso_opt_i64, 16);
AT(gesso_opt_i32, set, 0);
AT(gesso_opt_i32, value, 4);
AT(gesso_opt_i64, set, 0);
AT(gesso_opt_i64, value, 8);

SIZE(gesso_waker, 16);
AT(gesso_waker, wake, 0);
AT(gesso_waker, user, 8);
SIZE(gesso_logger, 16);
AT(gesso_logger, log, 0);
AT(gesso_logger, user, 8);
SIZE(gesso_thread_hooks, 24);
AT(gesso_thread_hooks, started, 0);
AT(gesso_thread_hooks, stopping, 8);
AT(gesso_thread_hooks, user, 16);
SIZE(gesso_encoded_sink, 24);
AT(gesso_encoded_sink, write, 0);
AT(gesso_encoded_sink, end, 8);
AT(gesso_encoded_sink, user, 16);

SIZE(gesso_limits, 72);
AT(gesso_limits, struct_size, 0);
AT(gesso_limits, max_requests, 4);
AT(gesso_limits, max_in_flight, 8);
AT(gesso_limits, max_detached, 12);
AT(gesso_limits, header_bytes, 16);
AT(gesso_limits, image_side, 20);
AT(gesso_limits, image_pixels, 24);
AT(gesso_limits, image_bytes, 32);
AT(gesso_limits, event_bytes, 40);
AT(gesso_limits, response_bytes, 48);
AT(gesso_limits, rescue_bytes, 56);
AT(gesso_limits, json_depth, 64);
AT(gesso_limits, prompt_bytes, 68);

SIZE(gesso_client_desc, 88);
AT(gesso_client_desc, struct_size, 0);
AT(gesso_client_desc, log_level, 4);
AT(gesso_client_desc, limits, 8);
AT(gesso_client_desc, save_to, 16);
AT(gesso_client_desc, user_agent, 24);
AT(gesso_client_desc, waker, 32);
AT(gesso_client_desc, logger, 48);
AT(gesso_client_desc, threads, 64);

SIZE(gesso_leftovers, 16);
AT(gesso_leftovers, struct_size, 0);
AT(gesso_leftovers, threads, 4);
AT(gesso_leftovers, requests, 8);
AT(gesso_leftovers, images, 12);

SIZE(gesso_service_desc, 104);
AT(gesso_service_desc, struct_size, 0);
AT(gesso_service_desc, form, 4);
AT(gesso_service_desc, endpoint, 8);
AT(gesso_service_desc, deployment, 16);
AT(gesso_service_desc, api_version, 24);
AT(gesso_service_desc, model, 32);
AT(gesso_service_desc, family, 40);
AT(gesso_service_desc, organization, 48);
AT(gesso_service_desc, project, 56);
AT(gesso_service_desc, credential, 64);
AT(gesso_service_desc, flags, 68);
AT(gesso_service_desc, secret, 72);
AT(gesso_service_desc, ca_file, 80);
AT(gesso_service_desc, extra_headers, 88);
AT(gesso_service_desc, images_per_minute, 96);

SIZE(gesso_picture, 80);
AT(gesso_picture, struct_size, 0);
AT(gesso_picture, kind, 4);
AT(gesso_picture, data, 8);
AT(gesso_picture, size, 16);
AT(gesso_picture, width, 24);
AT(gesso_picture, height, 28);
AT(gesso_picture, stride, 32);
AT(gesso_picture, channels, 40);
AT(gesso_picture, pixel_order, 44);
AT(gesso_picture, row_order, 48);
AT(gesso_picture, image, 56);
AT(gesso_picture, release, 64);
AT(gesso_picture, user, 72);

SIZE(gesso_request_desc, 264);
AT(gesso_request_desc, struct_size, 0);
AT(gesso_request_desc, operation, 4);
AT(gesso_request_desc, service, 8);
AT(gesso_request_desc, prompt, 16);
AT(gesso_request_desc, size, 24);
AT(gesso_request_desc, quality, 32);
AT(gesso_request_desc, format, 40);
AT(gesso_request_desc, background, 48);
AT(gesso_request_desc, style, 56);
AT(gesso_request_desc, moderation, 64);
AT(gesso_request_desc, end_user, 72);
AT(gesso_request_desc, compression, 80);
AT(gesso_request_desc, partial_images, 88);
AT(gesso_request_desc, count, 96);
AT(gesso_request_desc, stream, 100);
AT(gesso_request_desc, queue_place, 104);
AT(gesso_request_desc, flags, 108);
AT(gesso_request_desc, pixel_order, 112);
AT(gesso_request_desc, row_order, 116);
AT(gesso_request_desc, row_alignment, 120);
AT(gesso_request_desc, max_retries, 124);
AT(gesso_request_desc, connect_ms, 132);
AT(gesso_request_desc, first_byte_ms, 136);
AT(gesso_request_desc, idle_ms, 140);
AT(gesso_request_desc, total_ms, 144);
AT(gesso_request_desc, save_to, 152);
AT(gesso_request_desc, save_name, 160);
AT(gesso_request_desc, encoded_sink, 168);
AT(gesso_request_desc, extra_json, 192);
AT(gesso_request_desc, extra_headers, 200);
AT(gesso_request_desc, user_data, 208);
AT(gesso_request_desc, images, 216);
AT(gesso_request_desc, image_count, 224);
AT(gesso_request_desc, mask_meaning, 228);
AT(gesso_request_desc, mask, 232);
AT(gesso_request_desc, feather, 240);
AT(gesso_request_desc, crop, 244);
AT(gesso_request_desc, crop_margin, 248);
AT(gesso_request_desc, input_fidelity, 256);

SIZE(gesso_event, 128);
AT(gesso_event, type, 0);
AT(gesso_event, output, 4);
AT(gesso_event, request, 8);
AT(gesso_event, user_data, 16);
AT(gesso_event, as, 24);
AT(gesso_event, as.phase.phase, 24);
AT(gesso_event, as.phase.attempt, 28);
AT(gesso_event, as.waiting.reason, 24);
AT(gesso_event, as.waiting.remaining_ms, 28);
AT(gesso_event, as.image.image, 24);
AT(gesso_event, as.image.restore, 32);
AT(gesso_event, as.image.width, 40);
AT(gesso_event, as.image.height, 44);
AT(gesso_event, as.image.y0, 48);
AT(gesso_event, as.image.y1, 52);
AT(gesso_event, as.image.pass, 56);
AT(gesso_event, as.image.preview_index, 60);
AT(gesso_event, as.failed_image.result, 24);
AT(gesso_event, as.failed_image.billed, 28);
AT(gesso_event, as.end.result, 24);
AT(gesso_event, as.end.billed, 28);
AT(gesso_event, as.end.ok_count, 32);
AT(gesso_event, as.end.failed_count, 36);
AT(gesso_event, as.end.http_status, 40);
AT(gesso_event, as.job.job, 24);
AT(gesso_event, as.job.result, 32);
AT(gesso_event, as.job.images, 36);
ASSERT_THAT(sizeof(gesso_event) == 128); /* on every platform */

SIZE(gesso_view, 48);
AT(gesso_view, struct_size, 0);
AT(gesso_view, pass, 4);
AT(gesso_view, pixels, 8);
AT(gesso_view, stride, 16);
AT(gesso_view, width, 24);
AT(gesso_view, height, 28);
AT(gesso_view, rows_final, 32);
AT(gesso_view, pixel_order, 36);
AT(gesso_view, row_order, 40);
AT(gesso_view, is_complete, 44);

SIZE(gesso_request_info, 120);
AT(gesso_request_info, struct_size, 0);
AT(gesso_request_info, phase, 4);
AT(gesso_request_info, result, 8);
AT(gesso_request_info, billed, 12);
AT(gesso_request_info, http_status, 16);
AT(gesso_request_info, attempts, 20);
AT(gesso_request_info, count, 24);
AT(gesso_request_info, ok_count, 28);
AT(gesso_request_info, failed_count, 32);
AT(gesso_request_info, elapsed_ms, 36);
AT(gesso_request_info, message, 40);
AT(gesso_request_info, service_code, 48);
AT(gesso_request_info, service_param, 56);
AT(gesso_request_info, service_request_id, 64);
AT(gesso_request_info, input_tokens, 72);
AT(gesso_request_info, output_tokens, 88);
AT(gesso_request_info, total_tokens, 104);

SIZE(gesso_filter_category, 24);
AT(gesso_filter_category, name, 0);
AT(gesso_filter_category, severity, 8);
AT(gesso_filter_category, is_filtered, 16);

SIZE(gesso_error, 96);
AT(gesso_error, struct_size, 0);
AT(gesso_error, result, 4);
AT(gesso_error, http_status, 8);
AT(gesso_error, billed, 12);
AT(gesso_error, retry_after_ms, 16);
AT(gesso_error, filter_stage, 20);
AT(gesso_error, category_count, 24);
AT(gesso_error, output, 28);
AT(gesso_error, categories, 32);
AT(gesso_error, message, 40);
AT(gesso_error, action, 48);
AT(gesso_error, service_message, 56);
AT(gesso_error, service_code, 64);
AT(gesso_error, service_type, 72);
AT(gesso_error, service_param, 80);
AT(gesso_error, request_id, 88);

SIZE(gesso_output_info, 104);
AT(gesso_output_info, struct_size, 0);
AT(gesso_output_info, result, 4);
AT(gesso_output_info, billed, 8);
AT(gesso_output_info, format, 12);
AT(gesso_output_info, width, 16);
AT(gesso_output_info, height, 20);
AT(gesso_output_info, previews, 24);
AT(gesso_output_info, saved_previews, 28);
AT(gesso_output_info, encoded_bytes, 32);
AT(gesso_output_info, message, 40);
AT(gesso_output_info, path, 48);
AT(gesso_output_info, revised_prompt, 56);
AT(gesso_output_info, quality, 64);
AT(gesso_output_info, size, 72);
AT(gesso_output_info, background, 80);
AT(gesso_output_info, url, 88);
AT(gesso_output_info, url_expires_unix, 96);

SIZE(gesso_job_id, 8);
SIZE(gesso_job_desc, 112);
AT(gesso_job_desc, struct_size, 0);
AT(gesso_job_desc, kind, 4);
AT(gesso_job_desc, picture, 8);
AT(gesso_job_desc, flags, 88);
AT(gesso_job_desc, pixel_order, 92);
AT(gesso_job_desc, row_order, 96);
AT(gesso_job_desc, row_alignment, 100);
AT(gesso_job_desc, user_data, 104);

SIZE(gesso_log_record, 512);
AT(gesso_log_record, level, 0);
AT(gesso_log_record, lost, 4);
AT(gesso_log_record, unix_ms, 8);
AT(gesso_log_record, text, 16);

SIZE(gesso_stats, 56);
AT(gesso_stats, struct_size, 0);
AT(gesso_stats, queued, 4);
AT(gesso_stats, in_flight, 8);
AT(gesso_stats, detached, 12);
AT(gesso_stats, requests, 16);
AT(gesso_stats, images, 20);
AT(gesso_stats, image_bytes, 24);
AT(gesso_stats, rescue_bytes, 32);
AT(gesso_stats, posts, 40);
AT(gesso_stats, retries, 48);
