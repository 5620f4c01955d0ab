import type { Size } from '../../../models/geometry/box';
import { BLUR_SIDE, MOST_BLUR, scaledTo, type Compositor, type Layers } from './compositor';
import { EFFECTS, type BackgroundChoice } from './effect';
import { BACKGROUND, BLUR, COMPOSITE, COVER } from './shaders';

/** The least blur behind who is hidden, so that no edge of theirs is left. */
const HIDING_STRENGTH = 0.35;
const NOBODY = { width: 1, height: 1, values: Uint8Array.of(0) };

/** Lays pictures over one another on the graphics card: nothing is read back, and no pixel passes through JavaScript. */
export class GlCompositor implements Compositor {
  private readonly canvas = document.createElement('canvas');
  private readonly gl: WebGL2RenderingContext;
  private readonly programs;
  private readonly textures;
  private readonly frame: WebGLFramebuffer;
  private shownMask: unknown;
  private shownBackdrop: unknown;
  private small: Size = { width: 0, height: 0 };

  /** @returns undefined where the browser has no WebGL 2 */
  static create(): GlCompositor | undefined {
    try {
      return new GlCompositor();
    } catch (error) {
      console.warn(error);
      return undefined;
    }
  }

  private constructor() {
    const gl = this.canvas.getContext('webgl2', { antialias: false, depth: false });
    if (gl === null) throw new Error('This browser has no WebGL 2.');
    this.gl = gl;
    this.programs = { background: program(gl, BACKGROUND), blur: program(gl, BLUR), composite: program(gl, COMPOSITE) };
    this.textures = { picture: texture(gl), mask: texture(gl), backdrop: texture(gl), first: texture(gl), second: texture(gl) };
    this.frame = gl.createFramebuffer();
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    this.upload('backdrop', NOBODY);
  }

  /** Whether the graphics card took its memory away; then another one has to be made. */
  get isLost(): boolean {
    return this.gl.isContextLost();
  }

  composite({ picture, size, mask, choice }: Layers): CanvasImageSource {
    const { gl, textures } = this;
    if (this.canvas.width !== size.width || this.canvas.height !== size.height) Object.assign(this.canvas, size);
    gl.bindTexture(gl.TEXTURE_2D, textures.picture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, picture);
    const shown = mask ?? NOBODY;
    if (this.shownMask !== shown) this.upload('mask', shown);
    this.shownMask = shown;
    if (choice.backdrop !== undefined && this.shownBackdrop !== choice.backdrop) {
      gl.bindTexture(gl.TEXTURE_2D, textures.backdrop);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, choice.backdrop);
      this.shownBackdrop = choice.backdrop;
    }
    if (choice.effect === 'blur' || choice.effect === 'hide') this.blur(size, choice.effect === 'hide' ? HIDING_STRENGTH : choice.strength);
    this.lay(size, choice);
    return this.canvas;
  }

  /** The background without the person into the first texture, blurred. */
  private blur(size: Size, strength: number): void {
    const { gl, programs, textures } = this;
    const small = scaledTo(size, BLUR_SIDE);
    if (small.width !== this.small.width || small.height !== this.small.height) {
      for (const name of ['first', 'second'] as const) {
        gl.bindTexture(gl.TEXTURE_2D, textures[name]);
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, small.width, small.height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
      }
      this.small = small;
    }
    const deviation = Math.max(0.5, strength * MOST_BLUR);
    this.pass(programs.background, textures.first, small, { picture: textures.picture, mask: textures.mask });
    for (const [from, to, along] of [[textures.first, textures.second, [1 / small.width, 0]], [textures.second, textures.first, [0, 1 / small.height]]] as const) {
      this.pass(programs.blur, to, small, { source: from }, (at) => {
        gl.uniform2f(at('along'), along[0], along[1]);
        gl.uniform1f(at('deviation'), deviation);
      });
    }
    gl.bindTexture(gl.TEXTURE_2D, textures.first);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
  }

  private lay(size: Size, { effect, colour, backdrop }: BackgroundChoice): void {
    const { gl, programs, textures: { picture, mask, first, backdrop: behind } } = this;
    this.pass(programs.composite, null, size, { picture, mask, blurred: first, backdrop: behind }, (at) => {
      // Without a picture there is the colour in its place.
      gl.uniform1i(at('effect'), EFFECTS.indexOf(effect === 'picture' && backdrop === undefined ? 'colour' : effect));
      gl.uniform3f(at('flat_colour'), ...channels(colour));
      gl.uniform2f(at('backdrop_share'), ...coveringShare(backdrop ?? size, size));
    });
  }

  private pass(run: WebGLProgram, target: WebGLTexture | null, { width, height }: Size, inputs: Readonly<Record<string, WebGLTexture>>, setUniforms: (at: (name: string) => WebGLUniformLocation | null) => void = () => undefined): void {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target === null ? null : this.frame);
    if (target !== null) gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, target, 0);
    gl.viewport(0, 0, width, height);
    gl.useProgram(run);
    const at = (name: string) => gl.getUniformLocation(run, name);
    for (const [unit, [name, input]] of Object.entries(inputs).entries()) {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, input);
      gl.uniform1i(at(name), unit);
    }
    setUniforms(at);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.activeTexture(gl.TEXTURE0);
  }

  private upload(name: 'mask' | 'backdrop', { width, height, values }: { readonly width: number; readonly height: number; readonly values: Uint8Array }): void {
    const { gl } = this;
    gl.bindTexture(gl.TEXTURE_2D, this.textures[name]);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, width, height, 0, gl.RED, gl.UNSIGNED_BYTE, values);
  }
}

function program(gl: WebGL2RenderingContext, fragment: string): WebGLProgram {
  const made = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, COVER], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw new Error('The graphics card takes no program.');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (gl.getProgramParameter(made, gl.LINK_STATUS) !== true) throw new Error(`The graphics card does not take a program: ${gl.getProgramInfoLog(made) ?? ''}`);
  return made;
}

function texture(gl: WebGL2RenderingContext): WebGLTexture {
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return made;
}

/** `#rrggbb` as 0 to 1 each. */
function channels(colour: string): [red: number, green: number, blue: number] {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  return [red, green, blue];
}

/** How much of a picture's width and height is seen where it covers another. */
export function coveringShare(picture: Size, covered: Size): [across: number, down: number] {
  const ratio = (covered.width / covered.height) * (picture.height / picture.width);
  return ratio < 1 ? [ratio, 1] : [1, 1 / ratio];
}
