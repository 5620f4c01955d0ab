import { expect, it } from 'vitest';
import { InvalidInputError, NotFoundError } from '../../../models/errors';
import { createNetwork } from '../../../models/networks';

it('says which options of a card are not the network’s, and what it expects', () => {
  const wrong = () => createNetwork('mobilenet-v2', { classes: 'many', depth: 3 });
  expect(wrong).toThrow(InvalidInputError);
  expect(wrong).toThrow(/^These are no options of the network 'mobilenet-v2': \{"classes":"many","depth":3\}\. classes: .*expected number.*depth/);
});

it('says which networks there are', () => {
  const wrong = () => createNetwork('perceptron', {});
  expect(wrong).toThrow(NotFoundError);
  expect(wrong).toThrow(/no network 'perceptron'; known are .*faster-rcnn, .*tiny-pose\./);
});
