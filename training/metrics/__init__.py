"""What an edit is worth, one file a measure: functions of pictures and of features, which know no editor and no table."""

from training.metrics.clip import ClipModel, clip_score, embed_images, embed_texts, open_clip, r_precision
from training.metrics.features import Features, inception_features
from training.metrics.fid import frechet_distance, kernel_distance
from training.metrics.mask_match import auc, iou, shrunk
from training.metrics.psnr import psnr
from training.metrics.response import change_within, distance_response
from training.metrics.ssim import far_from, ssim_kept, ssim_map

__all__ = [
    "ClipModel",
    "Features",
    "auc",
    "change_within",
    "clip_score",
    "distance_response",
    "embed_images",
    "embed_texts",
    "far_from",
    "frechet_distance",
    "inception_features",
    "iou",
    "kernel_distance",
    "open_clip",
    "psnr",
    "r_precision",
    "shrunk",
    "ssim_kept",
    "ssim_map",
]
