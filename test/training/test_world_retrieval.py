"""How often a picture finds its caption."""

import torch

from training.world.retrieval import recall

AXES_44 = torch.eye(4)


def test_each_picture_nearest_to_its_own_caption_is_all_there_is_to_reach():
    assert recall(AXES_44, AXES_44, ["a", "b", "c", "d"], among=4) == {"image_to_text": 1.0, "text_to_image": 1.0}


def test_a_caption_of_the_same_looks_is_as_good_as_the_own_one():
    swapped_44 = AXES_44[[1, 0, 2, 3]]
    assert recall(swapped_44, AXES_44, ["a", "b", "c", "d"], among=4)["image_to_text"] == 0.5
    assert recall(swapped_44, AXES_44, ["a", "a", "c", "d"], among=4)["image_to_text"] == 1.0


def test_strangers_are_met_only_in_the_own_group():
    # Pictures 0 and 1 look like captions 2 and 3, which are in another group of two.
    image_42 = torch.tensor([[0.9, 0.1], [0.1, 0.9], [1.0, 0.0], [0.0, 1.0]])
    assert recall(image_42, torch.eye(2).repeat(2, 1), ["a", "b", "c", "d"], among=2)["image_to_text"] == 1.0
