#ifndef KX_TOOL_USAGE_PAGE_H
#define KX_TOOL_USAGE_PAGE_H
/* What calls of models used and cost, as a table for a person. */
#include <json-c/json.h>

/* Records of kx_usage_report(), a day's under its date, and a line of sums. A cost that is
 * not known is "-"; one of which a part is not known has a "+". */
void kx_usage_page(struct json_object *rows);

#endif
