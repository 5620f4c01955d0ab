import './gradients';

export { startCpu } from '../../node/engines/cpu';
