import './gradients';

export { startDawn } from '../../models/node/engines/dawn';
