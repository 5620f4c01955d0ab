import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from './engines/start-engine';
