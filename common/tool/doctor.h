#ifndef KX_TOOL_DOCTOR_H
#define KX_TOOL_DOCTOR_H

/* Say what is configured and where that came from, whether the store can be read, which
 * providers of models there are (without asking them) and where their keys come from, and
 * which helpers are there; a line each, "ok", "--" (not set) or "!!" (wrong), or records
 * with --json. The exit status: 0, or 78 when something is wrong. */
int kx_doctor(void);

#endif
