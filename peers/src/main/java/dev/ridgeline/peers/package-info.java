/** Other people's engines as things that can be measured beside ours. */
package dev.ridgeline.peers;
