/** Programs of the compositor, WebGL 2. In all textures but the last one's target the first row is the picture's top. */

/** A triangle that covers everything. */
export const COVER = `#version 300 es
out vec2 at;
void main() {
  at = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
  gl_Position = vec4(2.0 * at - 1.0, 0.0, 1.0);
}`;

/** The background alone, with how much of it is there as its weight: nothing of the person is blurred into it. */
export const BACKGROUND = `#version 300 es
precision mediump float;
uniform sampler2D picture;
uniform sampler2D mask;
in vec2 at;
out vec4 colour;
void main() {
  float share = 1.0 - smoothstep(0.1, 0.6, texture(mask, at).r);
  colour = vec4(texture(picture, at).rgb * share, share);
}`;

/** A Gaussian along one axis. */
export const BLUR = `#version 300 es
precision highp float;
uniform sampler2D source;
uniform vec2 along;
uniform float deviation;
in vec2 at;
out vec4 colour;
void main() {
  int reach = int(ceil(2.5 * deviation));
  vec4 sum = vec4(0.0);
  float weights = 0.0;
  for (int i = -reach; i <= reach; i++) {
    float x = float(i) / max(deviation, 0.001);
    float weight = exp(-0.5 * x * x);
    sum += weight * texture(source, at + along * float(i));
    weights += weight;
  }
  colour = sum / weights;
}`;

/**
 * The person before what is wanted. The mask has far fewer cells than the picture: near its edge its neighbours count by how
 * like their pixels are to this one (joint bilateral upsampling, Kopf et al. 2007), so that it follows the picture's edge.
 */
export const COMPOSITE = `#version 300 es
precision highp float;
uniform sampler2D picture;
uniform sampler2D mask;
uniform sampler2D blurred;
uniform sampler2D backdrop;
uniform int effect;
uniform vec3 flat_colour;
uniform vec2 backdrop_share;
in vec2 at;
out vec4 colour;

const float LIKENESS = 60.0;

float person(vec2 p, vec3 here) {
  vec2 cell = 1.0 / vec2(textureSize(mask, 0));
  float middle = texture(mask, p).r;
  float low = middle, high = middle;
  for (int i = 0; i < 4; i++) {
    float near = texture(mask, p + 2.0 * cell * vec2(float(i & 1) * 2.0 - 1.0, float(i >> 1) * 2.0 - 1.0)).r;
    low = min(low, near);
    high = max(high, near);
  }
  if (high - low < 0.1) return middle;
  float sum = 0.0, weights = 0.0;
  for (int y = -2; y <= 2; y++) for (int x = -2; x <= 2; x++) {
    vec2 q = p + cell * vec2(float(x), float(y));
    vec3 unlike = texture(picture, q).rgb - here;
    float weight = exp(-LIKENESS * dot(unlike, unlike) - 0.2 * float(x * x + y * y));
    sum += weight * texture(mask, q).r;
    weights += weight;
  }
  return sum / weights;
}

float nearPerson(vec2 p) {
  vec2 reach = 4.0 / vec2(textureSize(mask, 0));
  float most = texture(mask, p).r;
  for (int i = 0; i < 8; i++) most = max(most, texture(mask, p + reach * vec2(cos(0.7854 * float(i)), sin(0.7854 * float(i)))).r);
  return smoothstep(0.05, 0.4, most);
}

/** Where the person hides all of the background, what is around them. */
vec3 behind(vec2 p) {
  for (float level = 0.0; level < 10.0; level++) {
    vec4 spread = textureLod(blurred, p, level);
    if (spread.a > 0.15) return spread.rgb / spread.a;
  }
  return vec3(0.5);
}

void main() {
  vec2 p = vec2(at.x, 1.0 - at.y);
  vec3 here = texture(picture, p).rgb;
  float share = smoothstep(0.3, 0.7, person(p, here));
  vec4 other = vec4(0.0);
  if (effect == 0) other = vec4(behind(p), 1.0);
  else if (effect == 1) other = vec4(flat_colour, 1.0);
  else if (effect == 2) other = vec4(texture(backdrop, 0.5 + (p - 0.5) * backdrop_share).rgb, 1.0);
  else if (effect == 4) other = vec4(vec3(0.25 * dot(here, vec3(0.299, 0.587, 0.114))), 1.0);
  // Who hides leaves no edge: a little around them goes too.
  colour = effect == 5 ? vec4(mix(here, behind(p), nearPerson(p)), 1.0) : mix(other, vec4(here, 1.0), share);
}`;
