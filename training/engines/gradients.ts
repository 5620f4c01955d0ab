// For its side effect: @tensorflow/tfjs-core alone knows operations but not their gradients, and this package registers
// them with it. Every engine imports this file; tfjs-node requires the package itself.
import '@tensorflow/tfjs';
