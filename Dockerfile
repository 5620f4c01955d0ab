# docker build -t fovea . && docker run --rm -p 3000:3000 --init fovea
FROM node:20-bookworm-slim

WORKDIR /fovea
RUN chown node:node /fovea
USER node

# The packages are a layer of their own: they change less often than the sources.
COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci --include=dev && npm cache clean --force

COPY --chown=node:node . .
RUN npm run build

ENV PORT=3000
EXPOSE 3000
HEALTHCHECK --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm: the shell between the two would not pass on the signal to stop.
CMD ["node", "server/launch.mjs", "start"]
