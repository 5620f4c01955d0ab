import './gradients';

export { startCpu } from '../../models/node/engines/cpu';
