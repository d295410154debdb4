/** Index arithmetic: intervals, linear forms, the simplifier and what it can prove. */
package dev.ridgeline.compiler.simplify;
