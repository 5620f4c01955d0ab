export { repositoryRoot } from '../../models/node/repository-root';
