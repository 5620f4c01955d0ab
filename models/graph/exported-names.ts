/** The name of what goes into an exported model, in every format. What comes out is named by its task. */
export const PICTURE_INPUT = 'image';
