/** Native libraries out of jars, without JNI. */
package dev.ridgeline.peers.nativecode;
