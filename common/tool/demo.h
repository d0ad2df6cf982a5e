#ifndef KX_TOOL_DEMO_H
#define KX_TOOL_DEMO_H

/* Show the main job on the sample help centre: ingest, three questions answered, one
 * refused, one search; in a store of its own that is gone afterwards. Each command is shown
 * before it runs. The exit status: 0, or 70 when a step did not end as it should. */
int kx_demo(void);

#endif
