/** oneDNN, called by foreign functions, as an engine that can be measured beside ours. */
package dev.ridgeline.peers.onednn;
