import './gradients';

export { startDawn } from '../../node/engines/dawn';
