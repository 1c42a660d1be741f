"""Python that reads the shards and fine-tunes a latent diffusion model on them: see README.md."""
