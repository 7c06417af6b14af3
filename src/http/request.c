// SPDX-License-Identifier: Apache-2.0
#include "http/request.h"

static const char *const method_names[] = {
    [METHOD_OTHER] = "OTHER", [GET] = "GET",     [HEAD] = "HEAD",     [POST] = "POST",
    [PUT] = "PUT",            [PATCH] = "PATCH", [DELETE] = "DELETE",
};

Str request_header(const Request *request, const char *name) {
    return fields_get_header(&request->headers, str_from_c(name));
}

Str request_cookie(const Request *request, const char *name) {
    return fields_get(&request->cookies, str_from_c(name));
}

Str request_parameter(const Request *request, const char *name) {
    return fields_get(&request->parameters, str_from_c(name));
}

Str request_query(const Request *request, const char *name) {
    return fields_get(&request->query, str_from_c(name));
}

Method method_from_str(Str name) {
    for (Method method = GET; method <= DELETE; method++) {
        if (str_equal(str_from_c(method_names[method]), name)) return method;
    }
    return METHOD_OTHER;
}

Str method_to_str(Method method) {
    return str_from_c(method_names[method]);
}
