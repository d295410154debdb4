/** Data sets: folders of recordings, their splits, augmentation, features, and how they are got. */
package dev.ridgeline.learning.data;
