export { repositoryRoot } from '../../node/repository-root';
